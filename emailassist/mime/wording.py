"""The lines above quoted and forwarded text, in the reply's language.

Owns: attribution lines and the labels of a forwarded message's fields, in English, Spanish,
French and German. Must not: quote anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

_MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
_WRITING: dict[str, Callable[[str, str, str], str]] = {
    "es": lambda day, time, name: f"El {day} a las {time}, {name} escribió:",
    "fr": lambda day, time, name: f"Le {day} à {time}, {name} a écrit :",
    "de": lambda day, time, name: f"Am {day} um {time} schrieb {name}:",
    "en": lambda day, time, name: f"On {day} at {time}, {name} wrote:",
}
_UNDATED = {"es": "{} escribió:", "fr": "{} a écrit :", "de": "{} schrieb:", "en": "{} wrote:"}


@dataclass(frozen=True, slots=True)
class ForwardLabels:
    """The rule above a forwarded message, and the names of From, Date, Subject, To and Cc."""

    rule: str
    fields: tuple[str, str, str, str, str]


_FORWARDS = {
    "es": ForwardLabels(
        "---------- Mensaje reenviado ----------", ("De", "Fecha", "Asunto", "Para", "Cc")
    ),
    "fr": ForwardLabels(
        "---------- Message transféré ----------", ("De", "Date", "Objet", "À", "Cc")
    ),
    "de": ForwardLabels(
        "---------- Weitergeleitete Nachricht ----------",
        ("Von", "Datum", "Betreff", "An", "Kopie"),
    ),
    "en": ForwardLabels(
        "---------- Forwarded message ----------", ("From", "Date", "Subject", "To", "Cc")
    ),
}


def forward_labels(language: str) -> ForwardLabels:
    """The words of a forwarded message's head; English for all we lack."""
    return _FORWARDS.get(language, _FORWARDS["en"])


def attribution(name: str, date: datetime | None, language: str) -> str:
    """Who wrote what follows, and when; `language` is ISO 639-1, English for all we lack."""
    known = language if language in _WRITING else "en"
    if date is None:
        return _UNDATED[known].format(name)
    return _WRITING[known](_day(date, known), f"{date:%H:%M}", name)


def _day(date: datetime, language: str) -> str:
    month = _MONTHS[language].split()[date.month - 1]
    if language == "es":
        return f"{date.day} de {month} de {date.year}"
    if language == "de":
        return f"{date.day}. {month} {date.year}"
    return f"{date.day} {month} {date.year}"
