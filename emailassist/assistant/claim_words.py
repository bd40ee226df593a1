"""Words by which sentences of a reply are told apart, in English, Spanish, French and German.

Owns: patterns as data, each matched against one sentence on one line. Must not: hold logic.
"""

import re
from typing import Final


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


POLITE: Final = _any(
    r"^\W*(?:many |kind |best )?(?:thanks?|thx|cheers)\b",
    r"\b(?:hope (?:you|this|all|that helps)|look(?:ing)? forward|let me know|feel free"
    r"|do(?: not|n't) hesitate|sorry for (?:the|my) (?:delay|late|wait)|apolog(?:y|ies|i[sz]e)"
    r"|have a (?:nice|good|great|lovely)|all the best|take care|please\b)",
    r"^\W*(?:muchas |mil )?gracias\b|\b(?:espero que|quedo (?:a|pendiente|atent)|no dudes"
    r"|no dude|perdona?(?:d|n)?\b|disculpa|lamento la|siento (?:la|el) (?:demora|retraso)"
    r"|que tengas|que tenga|por favor)\b",
    r"^\W*(?:un grand |mille )?merci\b|\b(?:j['’]espère|n['’]hésite|dans l['’]attente"
    r"|désolée? (?:pour|de)|toutes mes excuses|bonne (?:journée|soirée|semaine|fin)"
    r"|s['’]il (?:te|vous) pla[iî]t|bien à (?:toi|vous))\b",
    r"^\W*(?:vielen |herzlichen |besten )?dank\b|\b(?:ich hoffe|melden sie sich|melde dich"
    r"|entschuldig|schönen tag|bitte)\b",
)
"""Says nothing that could be true or false."""

ANSWER: Final = _any(
    r"^\W*(?:yes|no|sure|of course|certainly|gladly|absolutely|agreed|ok(?:ay)?|perfect|deal"
    r"|unfortunately|i(?: am|'m) afraid)\b",
    r"\b(?:(?:works?|fine|suits?|good|okay|ok|possible|perfect) (?:for|with|by) (?:me|us)"
    r"|suits? (?:me|us)|(?:i|we) (?:agree|accept|confirm|decline|refuse|approve|authori[sz]e"
    r"|(?:can|could)(?:not|n't)?|will|won't|shall|would (?:like|prefer)|prefer|want|choose|take"
    r"|need|have to|am happy|are happy|am able|are able)|(?:i|we)['’]ll|count (?:me|us) in"
    r"|go ahead|happy to)\b",
    r"^\W*(?:sí|no|claro|por supuesto|de acuerdo|vale|perfecto|desde luego|lo siento"
    r"|lamentablemente|con (?:mucho )?gusto)\b",
    r"\b[^\W\d_]{2,}(?:aré|eré|iré|dré|remos)\b",
    r"\b(?:(?:me|nos) (?:va|viene|parece|encaja|conviene)|(?:estoy|estamos) de acuerdo"
    r"|por mi parte|(?:acepto|aceptamos|confirmo|confirmamos|rechazo|apruebo|autorizo|prefiero"
    r"|preferimos|puedo|podemos|podré|quiero|queremos|elijo|necesito|iré|haré|adelante))\b",
    r"^\W*(?:oui|non|bien sûr|d['’]accord|entendu|parfait|volontiers|malheureusement"
    r"|avec plaisir|certainement)\b",
    r"\b(?:je|j['’]|nous)\s?(?:\w+ ){0,2}\w+(?:rai|rons)\b",
    r"\b(?:(?:me|nous) (?:convient|va|conviendrait)|je (?:suis d['’]accord|peux|ne peux"
    r"|pourrai|préfère|veux|voudrais|confirme|accepte|refuse|choisis|prends|serai|ferai"
    r"|viendrai)|nous (?:pouvons|préférons|confirmons|acceptons|refusons))\b",
    r"^\W*(?:ja|nein|gern(?:e)?|natürlich|einverstanden|leider|selbstverständlich)\b",
    r"\b(?:passt (?:mir|uns)|(?:ich|wir) (?:kann|können|werde|werden|möchte|bestätige"
    r"|bestätigen|akzeptiere|nehme|nehmen|lehne|bevorzuge|will|wollen|komme|kommen))\b",
)
"""Says what the person wants, decides, can or will do."""

YES: Final = _any(
    r"\b(?:yes|yeah|yep|sure|ok(?:ay)?|agree[sd]?|accept|confirm|of course|fine|works|gladly"
    r"|go ahead|sí|claro|vale|acept\w+|confirm\w+|de acuerdo|oui|d['’]accord|accepte\w*"
    r"|convient|volontiers|ja|gerne?|passt|einverstanden)\b"
)
NO: Final = _any(
    r"\b(?:no|not|nope|cannot|can't|won't|decline|refuse|unfortunately|afraid|sorry|rechaz\w+"
    r"|lamentablemente|siento|imposible|non|ne|pas|malheureusement|refuse\w*|impossible|nein"
    r"|nicht|kein\w*|leider|absagen)\b"
)
