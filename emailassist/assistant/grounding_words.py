"""Words for numbers, days and months, and capitalised words that name nothing (en, es, fr, de).

Owns: the tables of `grounding`. Must not: hold rules.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_FRENCH_TENS = "vingts? trente quarante cinquante soixante septante huitante nonante"
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"


MONTHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": _split(
            "january february march april may june july august september october november december"
        ),
        "es": _split(
            "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre"
            " noviembre diciembre"
        ),
        "fr": _split(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        "de": _split(
            "januar|jänner februar märz april mai juni juli august september oktober november"
            " dezember"
        ),
    }
)
"""By language, January first; `|` separates spellings."""

WEEKDAYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": _split("monday tuesday wednesday thursday friday saturday sunday"),
        "es": _split("lunes martes miércoles jueves viernes sábado domingo"),
        "fr": _split("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        "de": _split("montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag"),
    }
)
"""By language, Monday first, as `datetime.weekday` counts."""

SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SHORT_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

NEAR_DAYS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "today": r"today|tonight",
            "tomorrow": r"tomorrow",
            "yesterday": r"yesterday",
            "this week": r"this week",
            "next week": r"next week",
            "next month": r"next month",
            "weekend": r"weekend",
        },
        "es": {
            "today": r"hoy|esta noche",
            "tomorrow": r"(?<!la )(?<!esta )(?<!una )mañana",
            "yesterday": r"ayer",
            "this week": r"esta semana",
            "next week": r"próxima semana|semana que viene|semana próxima",
            "next month": r"próximo mes|mes que viene",
            "weekend": r"fin de semana",
        },
        "fr": {
            "today": r"aujourd['’]hui|ce soir",
            "tomorrow": r"demain",
            "yesterday": r"hier",
            "this week": r"cette semaine",
            "next week": r"semaine prochaine",
            "next month": r"mois prochain",
            "weekend": r"week-?end",
        },
        "de": {
            "today": r"heute",
            "tomorrow": r"(?<!guten )(?<!am )morgen",
            "yesterday": r"gestern",
            "this week": r"diese(?:r)? woche",
            "next week": r"(?:nächste[nr]?|kommende[nr]?) woche",
            "next month": r"nächste[nmrs]? monat",
            "weekend": r"wochenende",
        },
    }
)
"""By language, a time that is told from the day of writing, and how it is said."""

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {
        "EUR": r"€|\bEUR\b|\beuros?\b",
        "USD": r"\$|\bUSD\b|\bdollars?\b|\bdólares\b",
        "GBP": r"£|\bGBP\b|\bpounds?\b|\blibras\b",
        "CHF": r"\bCHF\b|\bfrancos suizos\b|\bfrancs suisses\b",
        "JPY": r"¥|\bJPY\b|\byen(?:es|s)?\b",
    }
)

NUMBER_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        "es": ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
        "fr": ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
        "de": ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    }
)
"""Two to ten by language: 'one' is mostly an article, and French 'neuf' in an English text new."""

_LARGE: Mapping[str, tuple[tuple[int, str], ...]] = MappingProxyType(
    {
        "en": (
            *enumerate(_split("eleven twelve thirteen fourteen fifteen sixteen seventeen"), 11),
            *((10 * tens, word) for tens, word in enumerate(_split(_ENGLISH_TENS), 2)),
            (18, "eighteen"),
            (19, "nineteen"),
            (100, "hundreds?"),
            (1000, "thousands?"),
            (1_000_000, "millions?"),
        ),
        "es": (
            *enumerate(_split("once doce trece catorce quince dieciséis diecisiete dieciocho"), 11),
            *((10 * tens, word) for tens, word in enumerate(_split(_SPANISH_TENS), 2)),
            (19, "diecinueve"),
            (100, "cien|(?<!por )ciento|cientos"),
            (500, "quinient[oa]s"),
            (1000, "mil(?! gracias)|miles"),
            (1_000_000, "mill[oó]n(?:es)?"),
        ),
        "fr": (
            *enumerate(_split("onze douze treize quatorze quinze seize"), 11),
            *((10 * tens, word) for tens, word in enumerate(_split(_FRENCH_TENS), 2)),
            (100, "(?<!pour )cents?"),
            (1000, "mille(?! mercis)"),
            (1_000_000, "millions?"),
        ),
        "de": (
            *enumerate(_split("elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"), 11),
            *((10 * tens, word) for tens, word in enumerate(_split(_GERMAN_TENS), 2)),
            (18, "achtzehn"),
            (19, "neunzehn"),
            (100, r"\w*hundert"),
            (1000, r"\w*tausend(?! dank)"),
            (1_000_000, r"millionen?"),
        ),
    }
)

LARGE_NUMBERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        language: re.compile(rf"\b(?:{'|'.join(word for _, word in rows)})\b", re.IGNORECASE)
        for language, rows in _LARGE.items()
    }
)
"""By language, words for the numbers from eleven on."""

TENS = range(20, 100, 10)
ROUND_FROM = 100
"""From here on a word may be only the end of a number: 'five hundred' for 500."""


def number_value(word: str) -> int:
    """What a word that `LARGE_NUMBERS` found stands for, by itself."""
    for rows in _LARGE.values():
        for value, pattern in rows:
            if re.fullmatch(re.sub(r"\(\?[<!][^)]*\)", "", pattern), word, re.IGNORECASE):
                return value
    raise ValueError(word)


HONORIFICS = frozenset(
    _split(
        "mr mrs ms miss dr prof sir madam sr sra srta señor señora señorita don doña ud uds usted"
        " ustedes vd m mm mme mlle madame monsieur messieurs mesdames maître herr herrn frau"
    )
)

_ENGLISH = _split(
    "i i'm i'll i've i'd dear hi hello regards wishes thanks thank best kind warm sincerely yours"
    " truly faithfully cheers morning afternoon evening day team all everyone everybody folks"
    " colleagues ok okay ps fyi asap pdf cv id url html faq re fwd am pm nb btw rsvp tbd tbc"
)
_SPANISH = _split(
    "estimado estimada estimados estimadas querido querida hola saludos saludo abrazo cordial"
    " atentamente gracias buenos buenas días tardes noches equipo todos todas cordiales"
)
_FRENCH = _split(
    "bonjour bonsoir cher chère chers chères cordialement salutations merci bien équipe tous"
    " toutes bises journée soirée"
)
_GERMAN = _split(
    "hallo liebe lieber liebes sehr geehrte geehrter geehrtes damen herren grüße grüßen gruß"
    " freundlichen freundliche viele beste besten danke ihnen ihre ihr ihrem ihren sie mfg lg vg"
)
ORDINARY = frozenset((*_ENGLISH, *_SPANISH, *_FRENCH, *_GERMAN))
"""Words that are written with a capital letter in greetings, sign-offs or always."""

SUBJECT_VERBS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": frozenset(
            _split(
                "is was has had will would can could says said asks asked wants wanted needs needed"
                " sends sent writes wrote told tells called calls confirms confirmed agrees agreed"
                " offers offered reports reported plans promised thinks thought and"
                " proposes proposed suggests suggested invites invited reminds reminded requests"
                " requested announces announced replies replied explains explained informs"
                " informed accepts accepted declines declined thanks thanked apologises"
                " apologizes apologised apologized hopes hoped forwards forwarded shares shared"
            )
        ),
        "es": frozenset(
            _split(
                "es está fue ha va dice dijo pide pidió pregunta preguntó quiere necesita envía"
                " envió confirma confirmó puede ofrece escribe escribió propone y"
                " propuso sugiere sugirió invita invitó recuerda recordó solicita solicitó avisa"
                " avisó anuncia anunció responde respondió explica explicó informa informó acepta"
                " aceptó rechaza rechazó agradece espera"
            )
        ),
        "fr": frozenset(
            _split(
                "est a sera dit demande veut peut doit envoie confirme souhaite propose écrit"
                " annonce rappelle et"
                " suggère invite transmet prévient informe répond explique accepte refuse"
                " remercie espère aimerait voudrait pense"
            )
        ),
    }
)
"""What a person does at the start of a sentence: 'Maria asks …'."""

PRONOUNS = frozenset(
    _split(
        "he she it this that there here who what which everything everybody everyone somebody"
        " someone nobody nothing something anything one they we you all both each how when where"
        " él ella esto eso esta este todo nada algo alguien quien quién que qué como cómo cuando"
        " usted no sí il elle ce cela ceci ça on tout rien qui que quoi comment quand où cette"
    )
)
