"""Greetings and sign-offs: telling them from the text and reading the name in them.

Owns: the forms in which mails in English, Spanish, French and German open and close.
Must not: write one (`style` and `reply` do).
"""

import re
from typing import Final

_NAME: Final = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}"
_GREETING: Final = re.compile(
    r"^[\s¡]{0,4}(?P<word>hi there|hi|hello|hey|dear|good (?:morning|afternoon|evening|day)"
    r"|morning|greetings"
    r"|hola|buenos días|buenos dias|buenas tardes|buenas noches|buenas|buen día|estimad[oa]s?"
    r"|querid[oa]s?|apreciad[oa]s?"
    r"|bonjour|bonsoir|salut|coucou|cher|chère|chers|chères|madame|monsieur|mesdames"
    r"|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüezi|ciao"
    r"|olá)\b",
    re.IGNORECASE,
)
_NAME_ONLY: Final = re.compile(rf"^\s*(?P<name>{_NAME})(?: {_NAME})?\s*(?:,|:|--?|–|!)\s*$")
_ADDRESSED: Final = re.compile(
    rf"[\s,]*(?:(?:mr|mrs|ms|dr|sr|sra|señor|señora|don|doña|mme|monsieur|madame|frau|herr"
    rf"|herrn)\.? )?(?P<name>{_NAME})"
)
_TITLES: Final = frozenset(
    {"dr", "mr", "mrs", "ms", "sr", "sra", "don", "doña", "mme", "prof", "frau", "herr"}
)
_MANY: Final = frozenset(
    {"all", "team", "everyone", "everybody", "folks", "guys", "colleagues", "todos", "todas"}
    | {"equipo", "compañeros", "tous", "toutes", "équipe", "collègues", "zusammen", "alle"}
    | {"kollegen", "residents", "tenants", "neighbours", "neighbors", "users", "members", "parents"}
    | {"staff", "students", "volunteers", "vecinos", "vecinas", "usuarios", "residentes"}
    | {"inquilinos", "socios", "padres", "familias", "clientes", "compañeras", "alumnos"}
    | {"résidents", "locataires", "usagers", "voisins", "adhérents", "collaborateurs", "clients"}
    | {"membres", "étudiants", "copropriétaires", "propietarios", "chicos", "chicas"}
)
_GROUP: Final = _MANY | frozenset(
    {"again", "amigos", "amis", "both", "client", "clienta", "cliente", "customer"}
    | {"damen", "familia", "famille", "friends", "gente", "madam", "madame", "member"}
    | {"messieurs", "monsieur", "señoras", "señores", "sir", "subscriber", "there", "user"}
    | {"usuario", "valued"}
)
"""Whom a greeting names without naming anybody."""
_NO_NAMES: Final = frozenset(
    {"thanks", "great", "perfect", "sure", "ok", "okay", "yes", "no", "fyi", "sorry", "well", "so"}
    | {"also", "please", "update", "reminder", "note", "attention", "agreed", "congratulations"}
    | {"gracias", "perfecto", "vale", "sí", "genial", "enhorabuena", "merci", "parfait", "super"}
    | {"oui", "non", "félicitations", "danke", "ja", "nein", "super", "prima"}
)
_SIGN_OFF: Final = re.compile(
    r"^[\s]{0,4}(?:(?:many |kind |best |warm |kindest |warmest |with (?:kind|best"
    r"|warm) )?(?:regards|wishes|thanks)|best|cheers|sincerely"
    r"|yours(?: (?:sincerely|truly|faithfully))?|thanks(?: (?:again|a lot|so much"
    r"|in advance))?|thank you(?: (?:very much|again|in advance))?|thx|love|hugs|take care"
    r"|talk soon|see you(?: (?:soon|then|there))?|all the best|rgds|br|xo+"
    r"|(?:un |muchos |mil )?(?:saludos?|abrazos?|besos?|gracias)(?: (?:cordial(?:es)?"
    r"|y gracias|a todos|de antemano|por todo|fuertes?))?|un (?:fuerte )?abrazo|atentamente"
    r"|cordialmente|muchas gracias|hasta (?:luego|pronto|mañana)|quedo a (?:tu|su) disposición"
    r"|(?:un )?cordial saludo|quedo atent[oa]|nos vemos|cuídate|besitos|slds|feliz (?:día|semana)"
    r"|(?:bien |très )?(?:cordialement|amicalement|amitiés)|merci(?: (?:beaucoup|d['’]avance"
    r"|et|à (?:toi|vous|tous)))?|bises|bisous|à (?:bientôt|demain|plus|très vite|tout à l['’]heure)"
    r"|cdlt|cdt|bien cdlt|biz|bise|gros bisous|respectueusement"
    r"|bonne (?:journée|soirée|fin de journée)|salutations(?: distinguées)?|sincèrement"
    r"|belle journée|bien à (?:vous|toi)|je t['’]embrasse|grosses bises"
    r"|(?:mit )?(?:freundlichen|besten|herzlichen|lieben) grüßen?|(?:viele|liebe|beste"
    r"|herzliche|schöne) grüße|danke(?: (?:und|im voraus|dir|ihnen))?|vielen dank|lg|mfg|vg"
    r"|gruß|bis (?:bald|dann|morgen))\b(?:[ ,]{1,2}[^\W\d_]{1,20}\.?){0,2}[\s,.!:)-]{0,5}$",
    re.IGNORECASE,
)


FOR_ANYBODY: Final = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|day)|greetings|hola|buenos días|buenas tardes"
    r"|buenas|bonjour|bonsoir|salut|hallo|guten (?:tag|morgen))"
)
_BARE: Final = re.compile(rf"^[\s¡]{{0,4}}{FOR_ANYBODY}[\s,:.!-]{{0,4}}$", re.IGNORECASE)
_FITS_ONE: Final = re.compile(
    r"^\W*(?:estimad|querid|apreciad|cher\b|chère|liebe|sehr geehrte|madame|monsieur)"
    r"|\b(?:mr|mrs|ms|dr|sr|sra|señora?|don|doña|mme|frau|herrn?)\b",
    re.IGNORECASE,
)


def is_bare_greeting(line: str) -> bool:
    """Whether a line greets without a name and fits anybody: 'Bonjour,'."""
    return _BARE.match(line) is not None


def fits_one_only(greeting: str) -> bool:
    """Whether a greeting has a title or a gender, so that it may not fit somebody else."""
    return _FITS_ONE.search(greeting) is not None


def is_greeting(line: str) -> bool:
    """Whether a line only greets: 'Hola Clara,' or 'Tom -'."""
    flat = line.strip()
    if len(flat) > 60 or flat.endswith("?"):
        return False
    return (_GREETING.match(flat) is not None and len(flat.split()) <= 6) or _NAME_ONLY.match(
        flat
    ) is not None


def is_sign_off(line: str) -> bool:
    """Whether a line only closes: 'Kind regards', 'Un abrazo'."""
    return len(line.strip()) <= 60 and _SIGN_OFF.match(line.strip()) is not None


def greets_a_group(text: str) -> bool:
    """Whether the first line greets several people: 'Dear all', 'Hola equipo'."""
    first = next((line for line in text[:500].splitlines() if line.strip()), "")[:60]
    words = [word.strip(".,:;!'’-").casefold() for word in first.split()[:3]]
    return bool(words) and (
        (_GREETING.match(first) is not None and any(word in _MANY for word in words[1:]))
        or (words[0] in _MANY and len(first.split()) <= 2)
    )


def addressee_of(text: str) -> str:
    """The first name greeted in the first line, or '' (a group, nobody, or unclear)."""
    first = next((line for line in text[:500].splitlines() if line.strip()), "")[:120]
    greeting = _GREETING.match(first)
    if greeting is None:
        alone = _NAME_ONLY.match(first)
        name = alone["name"] if alone else ""
    else:
        named = _ADDRESSED.match(first, greeting.end())
        name = named["name"] if named else ""
    name = name.strip(".'’-")
    return "" if name.casefold() in _GROUP | _TITLES | _NO_NAMES else name
