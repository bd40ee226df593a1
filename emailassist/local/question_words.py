"""The words of questions: open ones, those between two, and those that yes or no answers.

Owns: patterns as data, matched against one sentence at a time. Must not: hold logic.
"""

from typing import Final

from emailassist.local.cased import Caseless

OPEN_QUESTION: Final = Caseless(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b",
    r"(?:^|[¿\s,])(?:qué|quién|quiénes|cuál|cuáles|cuándo|dónde|adónde|cómo|cuánto|cuánta"
    r"|cuántos|cuántas|por qué)\b",
    r"\b(?:qui|que|quoi|quel|quelle|quels|quelles|quand|où|comment|combien|pourquoi)\b"
    r"|\bqu['’](?!il\b|elle\b|on\b|un\b|une\b)\w",
    r"\b(?:wer|wen|wem|was|welche[rsnm]?|wann|wo|wohin|warum|wieso|wie|wieviel)\b",
)
"""A question that yes or no does not answer."""

ALTERNATIVE: Final = Caseless(
    r"\bor\b(?! (?:not|no|so|more|less|later|two|any\w*|some\w*|even|else)\b)(?=.*\w)",
    r"\b[ou]\b(?! (?:no|menos|más|así|algo|alg[uú]n\w*|incluso|sea|bien)\b)(?=.*\w)(?<=[\s,][ou])",
    r"\bou\b(?! (?:non|pas|plus|moins|autres?|quelque\w*|même|bien\b(?! sûr))\b)(?=.*\w)",
    r"\boder\b(?! (?:nicht|so|etwas|mehr|weniger)\b)(?=.*\w)",
)
"""A question between alternatives, which yes or no does not answer either."""

PREFERENCE: Final = Caseless(
    r"\b(?:would|do|will) you (?:\w+ )?(?:rather|prefer|go (?:with|for)|want|like|need|take on"
    r"|keep)\b",
    r"\b(?:prefier[ea]s?|prefer[ií]s|preferirías?|prefieren|qu(?:ieres|iere|eréis|ieren))\b",
    r"\b(?:préfér\w+|(?:tu |vous )?(?:voudri\w+|souhait\w+|aimeri\w+)[- ](?:tu|vous))\b",
    r"\b(?:möchtest|möchten|bevorzug\w+|lieber)\b",
)
"""Asks what I wish, whatever request it resembles."""

GOES_ON_OPEN: Final = Caseless(
    r"\b(?:and|or),? (?:\w+ )?(?:who|what|which|when|where|why|how)\b",
    r"\b(?:y|e|o),? (?:\w+ )?(?:qué|quién|cuál|cuáles|cuándo|dónde|cómo|cuánt[oa]s?)\b",
    r"\b(?:et|ou),? (?:\w+ )?(?:qui|quel(?:le)?s?|quand|où|comment|combien)\b",
    r"\b(?:und|oder),? (?:\w+ )?(?:wer|was|welche[rsnm]?|wann|wo|wie|warum)\b",
)
"""A question that goes on with an open one: 'Can you split it, and what would it cost?'."""

UNMARKED_QUESTION: Final = Caseless(
    r"^\W*(?:what|where|when|who|why|how) (?:is|are|was|were|do|does|did|about|many|much|come"
    r"|should|would|could|can) (?:\w+ )+.{3,60}$"
    r"|^\W*(?:do|does|did|are|is|have|can|could|would|will) you \w+|^\W*what do i \w+",
    r"^\W*(?:y )?(?:cu[aá]ndo|d[oó]nde|c[oó]mo|qui[eé]n|cu[aá]nt[oa]s?|qué|cuál) (?:es"
    r"|est[aá]s?|son"
    r"|llega[sn]?|vien(?:es?|en)|pued(?:o|es|en?)|tien(?:es?|en)|quier(?:es?|en)|sab(?:es?|en)"
    r"|vas?|ser[áí]a?"
    r"|hay|queda[sn]?)\b[^.]{3,60}$",
    r"^\W*(?:et )?(?:peux|veux|viens|vas|as|es|sais|penses|crois)[- ]tu \w+.{3,60}$"
    r"|^\W*(?:et )?(?:pouvez|voulez|venez|avez|êtes|savez)-vous \w+.{3,60}$"
    r"|^\W*(?:et )?est[- ]ce qu(?:e |['’]).{3,80}$"
    r"|^\W*(?:et )?(?:quand|où|comment|combien|pourquoi|quel(?:le)?s?) (?:est|sont|as|avez|peux"
    r"|pouvez|faut|dois|tu|vous|on)\b[^.]{3,60}$",
)
"""A question whose writer left out the mark; short, as an aside in prose is not."""

YES_NO_START: Final = Caseless(
    r"^\W*(?:(?:so|and|also|but|hi|hello|ok|hey|\w+,)[, ]+)?(?:is|are|was|were|do|does|did"
    r"|have|has|had|can|could|would|will|shall|should|may|might|am|any)\b",
    r"^\W*(?:est[- ]ce que?|es[- ]tu|êtes[- ]vous|as[- ]tu|avez[- ]vous|peux[- ]tu"
    r"|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|serais[- ]tu|seriez[- ]vous|veux[- ]tu"
    r"|voulez[- ]vous|souhaites[- ]tu|souhaitez[- ]vous)\b(?! que)",
)

PRESENCE: Final = Caseless(
    r"\b(?:make it|com(?:e|ing)|attend(?:ing)?|join(?:ing)?|be there|meet|available|free"
    r"|work for you|suit(?:s|able)? you|ok(?:ay)? (?:with|for) you|agree|happy with|fine with|okay"
    r"|accept|interested"
    r"|up for)\b",
    r"\b(?:venir|asistir|puedes (?:el|ir|a las)|viene bien|vendría bien|te va bien|os va bien"
    r"|disponibles?|te apuntas|os apuntáis|vienes|venís|de acuerdo|(?:te|le|les|os) parece bien"
    r"|(?:te|le|les|os) (?:interesa|encaja|apetece|va bien)|te animas|estás libre|participar|vernos"
    r"|quedar|quedamos)\b",
    r"\b(?:venir|viens|venez|assister|disponibles?|dispo|libre|convient|conviendrait|convenir"
    r"|d['’]accord|te va|vous va|(?:te|vous|t['’]) ?arrange\w*|(?:te|vous) (?:dit|tente)"
    r"|partante?s?"
    r"|être (?:là|des nôtres|présente?s?)|intéress\w+|ça (?:te|vous|t['’]) ?irait|participer)\b",
    r"\b(?:kommen|teilnehmen|passt|verfügbar|zeit hast|einverstanden|dabei|interesse)\b",
)
"""Asks whether I come, agree or have time: yes or no answers it."""

INDIRECT: Final = Caseless(
    r"\b(?:if(?! possible| you can)|whether|who|what|which|when|where|why|how)\b",
    r"\b(?:si(?! possible| puede| podría| es posible| tu peux| vous pouvez)|qué|quién|cuál"
    r"|cuáles|cuándo|dónde|cómo|cuánt[oa]s?)\b",
    r"\b(?:ce que|ce qui|qui|quel(?:le)?s?|quand|où|comment|combien|pourquoi)\b",
    r"\b(?:ob|wer|was|welche[rsnm]?|wann|wo|wie|warum)\b",
)
"""A question inside a request: 'tell me which one you prefer'."""

DIRECT: Final = Caseless(
    r"\b(?:can|could|would|will) you\b.*?(?:\band\b|[,;:])|^\W*(?:can|could|shall|should) we\b",
    r"\b(?:puedes|podrías|podéis|podríais|puede|podría|pueden|podrían)\b.*?(?:\by\b|[,;:])"
    r"|^\W*(?:podemos|podríamos)\b",
    r"\b(?:peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|tu peux|tu pourrais"
    r"|vous pouvez|vous pourriez)\b.*?(?:\bet\b|[,;:])|^\W*(?:peut-on|pourrait-on"
    r"|pouvons-nous|pourrions-nous)\b",
    r"\b(?:kannst|könntest|können|könnten) (?:du|sie|ihr)\b.*?(?:\bund\b|[,;:])",
)
"""A request of its own, before a courtesy in the same sentence."""
