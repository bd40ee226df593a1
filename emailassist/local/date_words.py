"""The words and notations of dates, in English, Spanish, French and German.

Owns: patterns as data. Must not: resolve a date (`dates` does).
"""

import re
from typing import Final

_MONTH_NAMES: Final = (
    "january|jan|enero|ene|janvier|janv|januar|jänner",
    "february|feb|febrero|février|fevrier|févr|fév|februar",
    "march|mar|marzo|mars|märz|mrz",
    "april|apr|abril|abr|avril|avr",
    "may|mayo|mai",
    "june|jun|junio|juin|juni",
    "july|jul|julio|juillet|juil|juli",
    "august|aug|agosto|ago|août|aout",
    "september|sept|sep|septiembre|setiembre|septembre",
    "october|oct|octubre|octobre|oktober|okt",
    "november|nov|noviembre|novembre",
    "december|dec|diciembre|dic|décembre|déc|dezember|dez",
)
_WEEKDAY_NAMES: Final = (
    "monday|mon|lunes|lundi|montag",
    "tuesday|tues|tue|martes|mardi|dienstag",
    "wednesday|wed|miércoles|miercoles|mercredi|mittwoch",
    "thursday|thurs|thur|thu|jueves|jeudi|donnerstag",
    "friday|fri|viernes|vendredi|freitag",
    "saturday|sat|sábado|sabado|samedi|samstag",
    "sunday|sun|domingo|dimanche|sonntag",
)
MONTHS: Final = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
WEEKDAYS: Final = {name: n for n, names in enumerate(_WEEKDAY_NAMES) for name in names.split("|")}
_SHORT_WEEKDAYS: Final = frozenset(
    {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"}
)
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY: Final = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
LONG_WEEKDAY: Final = "|".join(name for name in WEEKDAYS if name not in _SHORT_WEEKDAYS)
_YEAR: Final = r"(?:19|20)\d\d"
_WEEKDAY_BEFORE: Final = rf"(?:(?:{_WEEKDAY})\.?,?\s{{1,2}}(?:the |den |el |le |día )?)?"
WHEN: Final = re.compile(
    rf"\b(?:{_WEEKDAY_BEFORE})(?:"
    rf"(?P<iso>(?P<iy>{_YEAR})-(?P<im>[01]?\d)-(?P<id>[0-3]?\d))(?:T(?=\d))?"
    rf"|(?:(?P<since>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?\s?(?:[-–]|to|and|al?|y|au|et|bis(?: zum)?"
    rf"|und|&)\s?(?:the |el |le )?)?"
    rf"(?P<d1>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?\s{{1,2}}(?:of |de "
    rf"|del mes de )?(?P<m1>{_MONTH})\b\.?(?:,?\s{{1,2}}(?:de |del |of )?(?P<y1>{_YEAR}))?"
    rf"|(?P<m2>{_MONTH})\.?\s{{1,2}}(?P<d2>[0-3]?\d)(?:st|nd|rd"
    rf"|th)?\b(?![:.,]\d)(?:\s?(?:[-–]|to|and|&)\s?(?:3[01]|[12]?\d)(?:st|nd|rd|th)?\b(?![:.,]\d))?"
    rf"(?:,?\s{{1,2}}(?P<y2>{_YEAR}))?"
    rf"|(?<![\w/.-])(?P<n1>[0-3]?\d)(?P<sep>[/.-])(?P<n2>[0-3]?\d)(?P=sep)(?P<y3>{_YEAR}|\d\d)\b"
    rf"(?![-/]\w)"
    rf")(?:(?<=\dT)|(?!\d))",
    re.IGNORECASE,
)
DAY: Final = re.compile(
    rf"\b(?:(?P<next>next|this|coming|próximo|proximo|este|nächsten?|kommenden?"
    rf"|diesen|(?P<gone>last|letzten?|vergangenen?|(?:el )?pasado)"
    rf"|(?P<that>the(?: following)?|following|aquel|ese|folgenden))\s)?"
    rf"(?P<weekday>{LONG_WEEKDAY})\b"
    r"(?:\s(?:the )?(?P<number>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|º)?(?![\w:.,/]*\d|\s?[h€$£%]"
    r"|\s?(?:[ap]m|uhr|x)\b))?"
    rf"(?:\s(?P<after>próximo|que viene|prochain|que vem|next week|en huit|siguiente|suivant"
    rf"|d['’]après|(?P<over>pasado|dernier|last)))?(?:\s(?:morning"
    rf"|afternoon|evening|por la (?:mañana|tarde)|matin|après-midi|soir|vormittag"
    rf"|nachmittag))?",
    re.IGNORECASE,
)
_DAYS_END: Final = r"(?:end|close) of (?:the )?(?:day|business|play)|eod|cob"
NEAR: Final = re.compile(
    r"(?<![\w-])(?P<near>today|tonight|tomorrow|the day after tomorrow|hoy|pasado mañana"
    r"|(?<!la )(?<!esta )mañana(?! por la mañana de)"
    r"|aujourd['’]hui|ce soir|après-demain|demain|heute|übermorgen|(?<!guten )(?<!am )morgen"
    rf"|(?:{_DAYS_END})(?!,?\s(?:on |of )?(?:the )?(?:tomorrow|today|\d|(?:{_WEEKDAY}|{_MONTH})\b))"
    r"|end of (?:the )?(?:week|month)|eow"
    r"|fin(?:al(?:es)?)? de (?:la )?(?:semana|mes)|(?:la )?fin (?:de la semaine|du mois"
    r"|de semaine)|ende (?:der woche|des monats))(?![\w-])",
    re.IGNORECASE,
)
PART: Final = re.compile(
    r"\b(?:(?P<part>(?:the )?(?:beginning|start|middle|end) of|early|mid|late"
    r"|(?:a )?(?:principios|inicios|mediados|fin(?:al)?(?:es)?) de|début|mi|fin|anfang|mitte|ende)"
    rf"[\s-])(?P<month>{_MONTH})\b\.?(?:\s(?:de )?(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
"""A part of a month; only its end is a day."""
_COUNT_WORDS: Final = (
    (1, "one|a|an|un|una|une|ein|eine|einem|einer|eines"),
    (2, "two|dos|deux|zwei"),
    (3, "three|tres|trois|drei"),
    (4, "four|cuatro|quatre|vier"),
    (5, "five|cinco|cinq|fünf"),
    (6, "six|seis|sechs"),
    (7, "seven|siete|sept|sieben"),
    (8, "eight|ocho|huit|acht"),
    (9, "nine|nueve|neuf|neun"),
    (10, "ten|diez|dix|zehn"),
    (15, "fifteen|quince|quinze|fünfzehn"),
)
COUNTS: Final = {word: count for count, words in _COUNT_WORDS for word in words.split("|")}
LOOSE_COUNTS: Final = frozenset({"ocho", "huit", "quince", "quinze"})
"""Of days: a week or two to some people, to the day to others."""
_COUNT: Final = "|".join(sorted(COUNTS, key=len, reverse=True))
SPAN: Final = re.compile(
    r"\b(?:within|(?!in an?\s)in|in the next|dentro de|antes de(?! las)"
    r"|en (?:(?:un|el) plazo (?:máximo )?de|los próximos)|d['’]ici|sous"
    r"|dans(?: les)?|innerhalb von|innerhalb|binnen)\s(?:the next )?"
    rf"(?P<count>\d{{1,2}}|{_COUNT})\s(?P<working>(?:working|business)\s)?(?P<unit>hours?|horas?"
    r"|heures?|stunden?|h|days?|días?|jours?|tage?n?s?|weeks?|semanas?|semaines?|wochen?|months?"
    r"|mes|meses|mois|monat(?:en?|s)?)\b"
    r"(?P<laborables>\s(?:hábiles|laborables|ouvr(?:és|ables)))?",
    re.IGNORECASE,
)
WITHIN: Final = (
    "within", "en un plazo", "en el plazo", "antes de", "d'ici", "d’ici", "sous", "innerhalb",
    "binnen",
)  # fmt: skip
"""How a span begins that limits."""
MONTH_DAY: Final = re.compile(
    r"(?<![\w.,/-])(?:the\s(?P<ordinal>3[01]|[12]?\d)(?:st|nd|rd|th)"
    r"|(?:(?P<called>(?:(?:el|le)\s)?(?:día|jour)\s)|(?:el|le)\s|(?<=del )|(?<=au ))"
    r"(?P<number>3[01]|[12]\d|0?[1-9])(?:er|º)?)\b"
    r"(?P<month>\s(?:of (?:this|next) month|de este mes|del (?:mes que viene|próximo mes"
    r"|mes próximo|presente mes)|de ce mois|du mois (?:prochain|en cours)))?"
    r"(?(called)(?!\s(?:veces|fois|de\s|\d)|[.,:]\d)|(?=\s?(?:[;!?)]|[:.,](?!\d)|$)"
    r"|\s(?:at|if|so|and|or|please|a las?|por la|y|o|si|à|et|ou)\s))",
    re.IGNORECASE,
)
"""A day whose month is not named: 'the 20th', 'el día 25', 'le 5 du mois prochain'."""
ON_BEFORE: Final = re.compile(r"\bon\s$", re.IGNORECASE)
AT_THE_LATEST: Final = re.compile(
    r",?\s{1,2}(?:at (?:the )?latest|como (?:muy )?tarde|como máximo|a más tardar|au plus tard"
    r"|dernier délai|spätestens)\b(?!\s(?:el|le|on|am|a|à|um)\b)",
    re.IGNORECASE,
)
"""What makes a deadline of the day before it."""
DEADLINE_BEFORE: Final = re.compile(
    rf"(?:\b(?:(?:{_DAYS_END})(?:,? on)?"
    r"|by|before|no later than|not later than|due(?: date)?(?: is)?(?: on| by)?"
    r"|deadline(?: is| of)?|expires?(?: on)?|you have until|latest(?: by)?|until and including"
    r"|until"
    r"|antes (?:del?|de la|de)|a más tardar(?: el)?|hasta(?: el)?|vence(?: el)?|caduca(?: el)?"
    r"|fecha límite(?: es)?(?: el)?|plazo(?: termina| acaba| es)?(?: el)?|para (?:el|la|este)"
    r"|avant(?: le| la)?|au plus tard(?: le)?|d['’]ici(?: le| à| au| la)?|jusqu['’](?:au|à)"
    r"|échéance(?: le| au)?|date limite(?: le| est le)?|pour (?:le|la)"
    r"|bis(?: zum| spätestens)?|spätestens(?: am)?|vor dem|frist(?: ist)?(?: der)?"
    r"|fällig(?: am)?))[\s:]{1,3}(?:(?:noon|midday|midnight|mediodía|midi|minuit|(?:the )?(?:end"
    r"|close|start) of"
    r"|fin(?:al(?:es)?)? (?:de|du)|las? \d{1,2}(?:[:.]\d\d)?|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]m|h"
    r"|uhr)?)"
    r"(?:,? (?:on|del?|le|am))?\s)?(?:the |el |le |al |day )?(?:(?:"
    + _WEEKDAY
    + r"),? ?(?:the |den )?)?$",
    re.IGNORECASE,
)
ONLY_IN_ASKS: Final = re.compile(r"\b(?:until|hasta|para|jusqu|pour|bis)\b", re.IGNORECASE)
HOLDS: Final = re.compile(
    r"\b(?:on hold|hold|held|keep|reserved?|valid|open|available|reservad[oa]s?|guard\w+|mantene\w*"
    r"|válid[oa]s?|disponibles?|bloqu\w+|réserv\w+|valables?|gard\w+|gültig|reserviert)\b",
    re.IGNORECASE,
)
"""An offer that ends on the day that 'until' names."""
HOUR_LIMIT: Final = re.compile(
    r",?\s{1,2}(?:before|by|antes de las?|a más tardar a las|avant|vor|bis)\s{1,2}(?:\d|noon|midday"
    r"|midi)",
    re.IGNORECASE,
)
"""'today before 13:00'."""
NOT_UNTIL: Final = re.compile(
    r"(?:\b(?:no|not|cannot|never|nobody|nothing|nadie|nada|ne|personne|nicht|niemand|nichts)\b"
    r"|n['’]t\b|\bn['’])[^,;.]*$",
    re.IGNORECASE,
)
"""'Nobody is paid until Friday' is no deadline of mine."""
PAST: Final = re.compile(
    r"\b(?:last|was|were|had|did|held|taken|sent|went|met|came|saw|said|told|got|took|made|spoke|yesterday"
    r"|ago|since|(?!need|feed|speed|schedul|plann|expect|confirm|clos|suppos|requir|postpon|mov)"
    r"[a-z]{2,15}ed"
    r"|pasad[oa]|ayer|fu(?:e|i|imos|eron)|(?:he|ha|hemos|han) \w+[ai]do|desde"
    r"|(?:estuv|tuv|pus|traj|pud|quis|sup|(?<!el )(?<!de )(?<!un )vin|dij|hi[cz])(?:e|o|imos)"
    r"|(?:dij|traj)eron"
    r"|hubo|dio|dimos|vio"
    r"|[a-zñáéíóú]{2,12}(?:ó|aron|ieron|aste|iste)"
    r"|dernier|dernière|hier|était|depuis"
    r"|(?:est|sont|suis|sommes|a|ont|ai|avons|avez)(?: \w+){0,2}"
    r" (?!prévu|fixé|program|planifi|report|attendu|déplac)\w+(?:é|i|u|it|is)e?s?"
    r"|letzten?|gestern|war|hatte|seit)\b",
    re.IGNORECASE,
)
"""What stands before a weekday that is over."""
NOT_PAST: Final = re.compile(
    r"(?:\b(?:is|are|am|be|being|have|has|get|gets|the|an?|our|your|my|his|their|any)"
    r"|['’](?:s|re|m|ve))"
    r"(?: (?:not|now|so|very|all|also|just|been|\w+ly)){0,2}"
    r" (?:\w+ed|sent|told|made|said|met|got|given|held|taken|seen)\b"
    r"|^\W*(?:please find )?(?:attached|enclosed)\b"
    r"|\b(?:i|we) (?:just |only |also |really )?(?:(?:was|were) (?:hoping|wondering|thinking)"
    r"|wanted|hoped|wondered|thought|wished)\b"
    r"|\b(?:agreed|arranged|asked|decided|expected|intended|invited|meant|needed|offered|planned"
    r"|promised|wanted)(?: \w+){0,2} to\b",
    re.IGNORECASE,
)
"""What looks like the past and tells of nothing that happened."""
STILL_AHEAD: Final = re.compile(
    r"(?:\b(?:will|shall|would|can|could|should|may|might|must|is|are|am|if|whether|cannot"
    r"|\w+(?:ré|rás|rá|remos|réis|rán)|v(?:oy|as?|amos|an) a|pued(?:o|es?|en)|podemos|podría\w*"
    r"|quier(?:o|es?|en)|viene[ns]?|hay que"
    r"|\w+(?:rai|ras|ra|rons|rez|ront)|va|vas|vont|allons|peu[tx]|pouvez|pouvons|peuvent|doi[ts]"
    r"|doivent|faut|vient|viennent)|['’](?:ll|re|m|d)|n['’]t)\b",
    re.IGNORECASE,
)
"""A verb after one of the past: 'she said that she can come on Friday'."""
MONTH_NAMED: Final = re.compile(rf"\b(?:{_MONTH})\b", re.IGNORECASE)
PAST_AFTER: Final = re.compile(
    r"^(?: (?:morning|afternoon|evening|night))?,? (?:(?:i|we|you|he|she|they|it|there) "
    r"(?:was|were|had|did|went|met|saw|said|told|got|took|came|made|sent|spoke|left)\b"
    r"|(?:(?:no|nos|me|te|se|lo|la|os|ya|todos) ){0,3}(?:(?:estuv|tuv)(?:e|o|imos|ieron)\b"
    r"|fu(?:i|e|imos|eron)\b|hubo"
    r"|hi(?:ce|zo|cimos|cieron)|vin(?:o|e|imos|ieron)|dij\w+|(?:he|ha|hemos|han) \w+[ai]do)\b"
    r"|(?:on (?:a|est)|nous (?:avons|sommes)|j['’]ai|je suis|il a|elle a|ils ont|c['’]était|il y"
    r" avait)\b|(?:war|hatten?|waren|habe|haben)\b)",
    re.IGNORECASE,
)
"""What stands after a weekday that is over: 'on Saturday we had', 'el sábado estuvimos'."""
AHEAD: Final = re.compile(
    r"\b(?:for|to|until|till|by|before|para(?: el)?|hasta(?: el)?|antes del?|al|pour(?: le)?|avant"
    r"|jusqu['’](?:à|au)|au|bis(?: zum)?|für|zum|auf)\s*$",
    re.IGNORECASE,
)
"""What stands right before a weekday still to come, whatever happened: 'moved to Friday'."""
