"""The words and notations of times of day and of zones, in English, Spanish, French and German.

Owns: patterns as data. Must not: read a time (`clocks` does).
"""

import re
from typing import Final

PLACES: Final = {
    "london": "Europe/London", "londres": "Europe/London", "uk": "Europe/London",
    "dublin": "Europe/Dublin", "irish": "Europe/Dublin", "lisbon": "Europe/Lisbon",
    "lisboa": "Europe/Lisbon", "madrid": "Europe/Madrid", "barcelona": "Europe/Madrid",
    "peninsular": "Europe/Madrid", "spanish": "Europe/Madrid", "española": "Europe/Madrid",
    "canaria": "Atlantic/Canary", "paris": "Europe/Paris", "parís": "Europe/Paris",
    "french": "Europe/Paris", "bruxelles": "Europe/Brussels", "brussels": "Europe/Brussels",
    "berlin": "Europe/Berlin", "rome": "Europe/Rome", "eastern": "America/New_York",
    "new york": "America/New_York", "nueva york": "America/New_York",
    "central": "America/Chicago", "pacific": "America/Los_Angeles", "mountain": "America/Denver",
    "montreal": "America/Montreal", "montréal": "America/Montreal", "mexico": "America/Mexico_City",
    "méxico": "America/Mexico_City", "bogotá": "America/Bogota", "lima": "America/Lima",
    "buenos aires": "America/Argentina/Buenos_Aires", "tokyo": "Asia/Tokyo",
    "singapore": "Asia/Singapore", "sydney": "Australia/Sydney",
}  # fmt: skip
SIGNS: Final = {
    "Z": "UTC", "UTC": "UTC", "GMT": "UTC", "BST": "Europe/London", "WET": "Europe/Lisbon",
    "WEST": "Europe/Lisbon", "CET": "Europe/Paris", "CEST": "Europe/Paris", "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin", "EET": "Europe/Athens", "EEST": "Europe/Athens",
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York",
    "CDT": "America/Chicago", "CT": "America/Chicago", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
    "JST": "Asia/Tokyo", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
}  # fmt: skip
_ZONE: Final = (
    r"(?:\s?[(,]?\s?(?:(?P<zone>(?-i:" + "|".join(sorted(SIGNS, key=len, reverse=True)) + r"))\b"
    r"(?P<shift>\s?[+-]\d{1,2}(?::?\d\d)?\b)?"
    r"|(?:(?P<place>" + "|".join(PLACES) + r")(?:\sstandard|\sdaylight)? time"
    r"|(?:hora|heure)\s(?:de |d['’])?(?:la |el )?(?P<lugar>" + "|".join(PLACES) + r"))\b)\)?)?"
)
_PART: Final = (
    r"(?P<part>\s(?:de|por|in|du|de l['’]|am)\s?(?:la |the )?(?:mañana|madrugada|morning|matin"
    r"|mediodía|tarde|noche|afternoon|evening|après-midi|soir|vormittag|nachmittag|abend)\b)?"
)
_PART_OF: Final = _PART.replace("<part>", "<when>")
_HALF: Final = r"\s?(?P<{}>[ap])(?:\.\s?m\b\.?|m\b)"
_NAMED: Final = r"(?P<named>noon|midday|midnight|mediodía|medianoche|midi|minuit|mittags?)\b"
_TOLD: Final = (
    r"(?P<hour>[01]?\d|2[0-3])(?:"
    r"(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)(?::[0-5]\d(?P<offset>[+-]\d\d:?\d\d)?)?"
    r"(?![\d/]|\.\d)(?:" + _HALF.format("half1") + r"|\s?h\b)?"
    r"|" + _HALF.format("half2") + r"|\s?h(?:oras?|eures?|rs?|s)?\b|\s?uhr\b"
    r"|(?=(?:\s?[–—-]\s?|\s(?:to|a|à|bis)\s)\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b|\s?h\b))"
    r"|(?=\sy las \d)"
    r"|(?=\sde la (?:mañana|tarde|noche)\b)|(?=\so['’]clock\b)\so['’]clock)"
)
_UNTIL: Final = (
    r"(?:\s?(?:[–—-]|\b(?:to|until|till|a|à|y las|a las|hasta las|jusqu['’]à|bis)\b"
    r"|\b(?:and|y|et|und)(?=\s\d{1,2}(?:[:.h]\d\d|\s?[ap]\.?m\b|\s?h\b|\s?uhr\b)))\s?"
    r"(?:2[0-3]|[01]?\d)(?:[:.]\d\d|\s?h\s?\d\d|\s?h\b|(?=\s?[ap]\.?m))?"
    r"(?:" + _HALF.format("last") + r"|\s?uhr\b)?(?![\d/]))?"
)
_HOURS: Final = (
    "one|una|une", "two|dos|deux", "three|tres|trois", "four|cuatro|quatre", "five|cinco|cinq",
    "six|seis", "seven|siete|sept", "eight|ocho|huit", "nine|nueve|neuf", "ten|diez|dix",
    "eleven|once|onze", "twelve|doce|douze", "treize", "quatorze", "quinze", "seize", "dix-sept",
    "dix-huit", "dix-neuf", "vingt", "vingt et une", "vingt-deux", "vingt-trois",
)  # fmt: skip
HOURS: Final = {name: n for n, names in enumerate(_HOURS, 1) for name in names.split("|")}
MINUTES: Final = {
    "half": 30, "media": 30, "demi": 30, "demie": 30, "quarter": 15, "cuarto": 15, "quart": 15,
    "le quart": 15, "five": 5, "cinco": 5, "cinq": 5, "ten": 10, "diez": 10, "dix": 10,
    "twenty": 20, "veinte": 20, "vingt": 20, "twenty-five": 25, "veinticinco": 25,
    "vingt-cinq": 25,
}  # fmt: skip
_EN: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ES: Final = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_FR: Final = (
    "une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix-sept|dix-huit|dix-neuf|dix|onze|douze|treize"
    "|quatorze|quinze|seize|vingt et une|vingt-deux|vingt-trois|vingt"
)
_STOP: Final = r"(?=\s?(?:[.,;:!?)]|$))"
SPELT: Final = (
    rf"(?:(?:an? )?(?P<part1>half|quarter|five|ten|twenty(?:-five)?)\s(?P<side>past|to)"
    rf"\s(?P<h1>{_EN}|1[0-2]|[1-9])\b|\b(?P<h2>{_EN})\so['’]clock\b"
    rf"|(?:(?<=\blas )|(?<=\bla ))(?P<h3>{_ES}|(?:1[0-2]|[1-9])(?=\s(?:y (?:media|cuarto)|menos )))"
    r"(?:\sy\s(?P<plus>media|cuarto|cinco|diez|veinte|veinticinco)\b"
    r"|\smenos\s(?P<less>cuarto|cinco|diez|veinte|veinticinco)\b"
    r"|(?=\s(?:de la (?:mañana|tarde|noche)|en punto|[ay] las?|(?:de|en|del|habrá|hay)\s))"
    rf"|{_STOP})"
    rf"|\b(?P<h4>{_FR})\sheures?\b"
    r"(?:\set\s(?P<plus2>demie|quart|cinq|dix|vingt(?:-cinq)?)\b"
    r"|\smoins\s(?P<less2>le quart|cinq|dix|vingt(?:-cinq)?)\b|(?!\s(?:et|moins|d['’]"
    r"|de\s(?!l['’]après))))"
    r"|\b(?P<h5>midi|minuit)\set\s(?P<plus3>demie?|quart)\b)"
)
"""A time in words: 'half past four', 'las nueve menos cuarto', 'quatre heures et demie'."""
_CLOCK: Final = rf"(?:(?:{SPELT}){_PART_OF}|{_NAMED}|{_TOLD}{_UNTIL}{_PART}){_ZONE}"
_TO: Final = (
    r"(?:[\s,;:|–—*()-]{0,12}(?:at|from|a las?|a partir de las?|à partir de"
    r"|desde las?|de las?|entre las|between|de|à|a|dès"
    r"|um|ab|von|by|before|antes de las?|antes del?|avant|vor|bis|around|about|hacia las|sobre las"
    r"|no later than|a más tardar a las?|como muy tarde a las?|au plus tard à|al"
    r"|vers|gegen|starting|starts?|beginning|time|hora|heure|horaires?|horario|uhrzeit|when|@)?"
    r"[\s:]{0,4}){1,2}"
)
AFTER: Final = re.compile(rf"(?P<to>{_TO}){_CLOCK}", re.IGNORECASE)
ZONE_LATER: Final = re.compile(_ZONE, re.IGNORECASE)
BEFORE: Final = re.compile(
    rf"(?<![\w:.,€$£/-]){_CLOCK}(?P<on>,?\s(?:(?:on|del?|el|le|am|den|ce|this)\s)?"
    r"(?:the\s)?)$",
    re.IGNORECASE,
)
ALONE: Final = re.compile(
    r"\b(?:by|before|no later than|antes de las?|antes del?|a más tardar a las?|avant"
    r"|au plus tard à"
    r"|vor|bis)"
    rf"\s(?P<clock>{_CLOCK})",
    re.IGNORECASE,
)
LIMIT_BEFORE: Final = re.compile(
    r"\b(?:by|before|no later than|antes de|a más tardar a|como muy tarde a|avant|au plus tard à"
    r"|vor"
    r"|bis)\s(?:las?\s|el\s)?$",
    re.IGNORECASE,
)
LIMITS: Final = re.compile(
    r"\b(?:by|before|no later than|antes|a más tardar|como muy tarde|avant|au plus tard|vor|bis)\b",
    re.IGNORECASE,
)
LONE: Final = re.compile(
    r"(?<![\w:.,€$£/-])(?P<cue>(?:at|from|until|till|by|before|around|about|since|after"
    r"|no later than"
    r"|a las?|desde las?|hasta las?|hacia las?|sobre las?|para las?|antes de las?|después de las?"
    r"|antes del?|al?|desde el|hasta el|à|vers|dès|avant|après|jusqu['’]à|au plus tard à|um|ab|bis"
    r"|vor|gegen)\s)?"
    rf"(?P<clock>{_CLOCK})(?!\s(?:de (?!la |l['’]après)|d['’]|par |per |al día|a day|hours?"
    rf"|minutes?"
    r"|heures?|horas?|of ))(?![\d%€$£])",
    re.IGNORECASE,
)
"""A time of day beside no date."""
