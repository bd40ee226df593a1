"""A sentence made shorter without changing what it says.

Owns: taking away how a sentence begins ("I just wanted to let you know that") and what only adds
to it. Must not: reorder or reword, or drop a condition, a negation or who is meant.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from emailassist.local.greetings import FOR_ANYBODY

_LEAST_WORDS: Final = 3
_LONG: Final = 8
_HEAD: Final = 6
"""Words that a sentence keeps before a clause that only adds to it is taken off."""


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"^\W*(?:" + "|".join(alternatives) + r")\s+", re.IGNORECASE)


_NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w.'’-]+"
_VOCATIVE: Final = re.compile(
    rf"^(?:(?i:{FOR_ANYBODY}|dear) )?"
    rf"{_NAME}(?: {_NAME}| (?:and|y|et|und|&) {_NAME}|/{_NAME}){{0,3}}\s*[,;:–-]+\s+(?=\S)"
)
_ASIDE: Final = re.compile(r"\s*[(\[][^)\]\d]{0,200}[)\]]")
_SET_OFF: Final = re.compile(
    r"^(?:as you (?:all )?(?:may )?know|as (?:discussed|promised|requested|agreed)|per \w+"
    r"|due to|in order to|in an effort|at the request|in addition|in light of|in connection with"
    r"|based on|on behalf of|pursuant to|following|further to|during|earlier|after|since"
    r"|because of|for (?:your|those)|as (?:part|of|a result)|with the"
    r"|como (?:sabes|sabéis|saben|sabe|ya|os|te|le|acordamos|quedamos|prometí|parte de)|debido a"
    r"|tras"
    r"|según|a raíz de|con motivo de|en relación|en nombre de|a petición de|a fin de|con el fin de"
    r"|además de|después de|dado que|puesto que|a causa de"
    r"|comme (?:vous|tu|convenu|promis|prévu|demandé|discuté)|suite à|en raison de|dans le cadre"
    r"|afin de|à la suite|au nom de|à la demande|conformément à|compte tenu de|concernant"
    r"|en plus de"
    r"|après|à cause de|étant donné"
    r"|wie (?:du|sie|ihr|besprochen|vereinbart)|aufgrund|im rahmen|nach)\b[^,.?!]{0,110},\s+"
    r"(?=\S+ \S+ \S+ \S+)",
    re.IGNORECASE,
)
_OPENING: Final = _any(
    # English
    r"(?:just|also|and|but|so|well|okay?|anyway|again|fyi|hi|hello|hey"
    r"|please note)[,:;–— -]*(?: that)?",
    r"(?:could|can|would|will) you(?: all)?(?: please| kindly| possibly)*(?: be able to)?",
    r"(?:please|kindly|pls)(?: also| just)*(?: note| be advised| be aware)?(?: that)?",
    r"i(?:['’]m| am)? (?:just |also |really )?(?:want(?:ed)?|would like|writing|trying) to"
    r"(?: let you(?: all)? know| inform you| tell you| ask(?: you)?| confirm| follow up on)?"
    r"(?: that| if| whether| about)?",
    r"i(?:['’]d| would) (?:like|appreciate|be grateful)(?: you)?(?: to| if you (?:could|would))?",
    r"(?:we (?:would like|want|wanted) to)",
    r"(?:i|we)(?:['’]m| am|['’]re| are) (?:very |extremely )?(?:pleased|happy|delighted|excited"
    r"|proud) to (?:announce|inform you|let you know|report|tell you)?(?: that)?",
    r"this is (?:just )?(?:to|a note to)(?: inform| let| notify| advise| confirm)?(?: you"
    r"| everyone)?"
    r"(?: know)?(?: that)?",
    r"(?:just )?(?:a |one )?(?:quick |friendly |brief )?(?:note|reminder) (?:that|to let you know"
    r"(?: that)?)",
    r"(?:attached|enclosed|below|here)(?! it\b)(?: please find| you will find| below)?"
    r"(?: is| are)?(?! what)"
    r"|here['’]s(?! what)|(?:please )?find attached|the following (?:is|are)",
    r"(?:i|we)(?:['’]ve| have|['’]m| am| are)? ?(?:attach(?:ed|ing)|enclos(?:ed|ing))",
    r"it (?:looks|seems|appears) (?:like|that)|i was wondering (?:if|whether)",
    r"do you (?:know|have|want|think)(?: if| whether| that)?",
    # Spanish
    r"(?:te|os|le|les) (?:escribo|escribimos|informo|informamos|comento|comunico|comunicamos|aviso"
    r"|recuerdo|recordamos|adjunto|adjuntamos|paso|envío|enviamos"
    r"|mando)(?: para)?(?: de)?(?: que)?",
    r"(?:quer[ií]a|queríamos|quisiera|me gustaría|s[oó]lo quería) (?:(?:comentar|decir|informar"
    r"|avisar|preguntar|pedir|recordar)(?:te|le|les|os)|saber)?(?: que| si)?",
    r"(?:además|también|pues|bueno|y|pero|nota)[,:]",
    r"(?:por favor|porfa)[, ]*|(?:me|nos) (?:puedes?|podéis|pueden|podrías?|podríais|podrían)"
    r"|adjunto|adjuntamos|aquí (?:tienes?|tenéis|tienen|va|van)|ten en cuenta que"
    r"|tenga en cuenta que",
    r"(?:me|nos) (?:complace|alegra|es grato) (?:informar|comunicar|anunciar|decir)(?:te|le|les"
    r"|os)?"
    r"(?: de)?(?: que)?",
    r"(?:informar|comentar|decir|avisar|recordar|pedir)(?:te|os|le|les) (?:de )?que",
    # French
    r"(?:je|nous) (?:vous|te|t['’]) ?(?:écris|écrivons|informe|informons|signale|rappelle"
    r"|rappelons|joins"
    r"|envoie|envoyons|transmets|confirme|confirmons)(?: pour)?(?: ci-joint)?(?: de)?(?: que)?",
    r"(?:je voulais|je voudrais|j['’]aimerais|nous souhaitons|nous voulions|nous voudrions)"
    r"(?: simplement| juste)?(?: (?:vous|te|t['’]))?(?: ?(?:dire|informer|demander|rappeler|savoir"
    r"|signaler|prévenir))?(?: que| si)?",
    r"(?:aussi|et|mais|donc|bon|alors|bref|à noter|pour info|pour rappel)[,:]",
    r"(?:voici(?! ce)|veuillez trouver(?: ci-joint)?|ci-joint|vous trouverez ci-joint)",
    r"(?:peux-tu|pourrais-tu|pouvez-vous|pourriez-vous|veuillez noter que|notez que|sachez que)",
    r"(?:nous avons|j['’]ai) le (?:plaisir|regret) de (?:vous |t['’]|te )?(?:informer|annoncer"
    r"|faire part)"
    r"(?: de)?(?: que)?",
    # German
    r"(?:ich|wir) (?:wollte|wollten|möchte|möchten) (?:dir|ihnen"
    r"|euch)?(?: nur)?(?: kurz)?(?: mitteilen"
    r"| sagen)?,?(?: dass)?|anbei(?: findest du| finden sie)?|im anhang|bitte",
)
_ADDS: Final = re.compile(
    r",?\s(?:so that|in order to|because|as well as|,? who|which"
    r"|and (?:i|we|you|he|she|they|it) |para que|porque|así como|lo que|afin (?:que|de)|parce que"
    r"|ainsi que|ce qui|damit|weil|sowie)\b.*$",
    re.IGNORECASE,
)


def without_preamble(sentence: str) -> str:
    """The sentence from where it comes to its point; a question stays one."""
    steps = _TO_THE_POINT[:-2] if sentence.endswith("?") else _TO_THE_POINT
    return _done(sentence, steps)


def headline(sentence: str) -> str:
    """What a sentence says, also without asides and what only adds to it.

    Ends with '…' where something was taken off its end. Never fewer than three words.
    """
    return _done(without_preamble(_done(sentence, _TIGHTER)), (_without_end,))


def _done(sentence: str, steps: Sequence[Callable[[str], str]]) -> str:
    flat = sentence
    for shortened in steps:
        flat = _if_enough_left(flat, shortened)
    return flat if flat == sentence else flat[:1].upper() + flat[1:]


def _if_enough_left(flat: str, shortened: Callable[[str], str]) -> str:
    shorter = shortened(flat).strip()
    return shorter if len(shorter.split()) >= _LEAST_WORDS else flat


def _without_opening(flat: str) -> str:
    return _OPENING.sub("", flat, count=1)


def _without_end(flat: str) -> str:
    words = flat.split()
    if len(words) <= _LONG:
        return flat
    found = _ADDS.search(flat, len(" ".join(words[:_HEAD])))
    return f"{flat[: found.start()].rstrip(' ,;:')}…" if found else flat


_Steps = tuple[Callable[[str], str], ...]
_TO_THE_POINT: Final[_Steps] = (
    lambda flat: _VOCATIVE.sub("", flat, count=1),
    _without_opening,
    _without_opening,
)
_TIGHTER: Final[_Steps] = (
    lambda flat: _VOCATIVE.sub("", flat, count=1),
    lambda flat: _ASIDE.sub("", flat),
    lambda flat: _SET_OFF.sub("", flat, count=1),
)
