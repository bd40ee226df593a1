"""Which language a text is written in.

Owns: language identification (py3langid) limited to the languages that mail is written in here.
Must not: translate, or guess where the text is too short to tell.
"""

from functools import cache, lru_cache
from typing import Final, Protocol, cast

from emailassist.domain.message import ParsedMessage

UNKNOWN: Final = "und"
"""ISO 639-2 for 'undetermined'."""

_FIRST: Final = frozenset({"en", "es", "fr"})
_OTHERS: Final = frozenset(
    {"ar", "ca", "cs", "da", "de", "el", "fi", "he", "hu", "it", "ja", "ko", "nl", "no", "pl", "pt"}
    | {"ro", "ru", "sv", "tr", "uk", "zh"}
)
_MAX_CHARS: Final = 2_000
_MIN_LETTERS: Final = 12
_MIN_LETTERS_CJK: Final = 4
_SURE: Final = 0.80
_FIRST_SURE: Final = 0.55
_SCRIPT_START: Final = "\u0370"  # from here on a letter alone nearly tells the language


class _Identifier(Protocol):
    def rank(self, instance: str) -> list[tuple[str, float]]: ...


@cache
def _identifier() -> _Identifier:
    """The model is read once (4.5 MB) and never changes afterwards."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(_FIRST | _OTHERS))
    return cast("_Identifier", identifier)


def detect(text: str) -> str:
    """ISO 639-1 code, or 'und' when the text is too short or unclear."""
    return _detected(text[:_MAX_CHARS].encode("utf-8", "ignore").decode("utf-8"))


@lru_cache(maxsize=256)
def _detected(sample: str) -> str:
    letters = [char for char in sample if char.isalpha()]
    needed = _MIN_LETTERS_CJK if any(char >= _SCRIPT_START for char in letters) else _MIN_LETTERS
    if len(letters) < needed:
        return UNKNOWN
    if sample.isupper():
        sample = sample.lower()
    language, probability = _identifier().rank(sample)[0]
    sure = _FIRST_SURE if language in _FIRST else _SURE
    return language if probability >= sure else UNKNOWN


def of_message(message: ParsedMessage) -> str:
    """Language of what the sender wrote; subject and whole text help where that is little."""
    own = message.own_text or message.text
    language = detect(f"{message.envelope.subject}\n{own}")
    return language if language != UNKNOWN else detect(message.text)
