"""How much what is said of one message tells about another.

Owns: the measure, whose numbers `python -m training.kinship` chooses on `training/mailboxes`. Must
not: know what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.prior import unpacked
from emailassist.local.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]

_HARDLY_ALL: Final = 0.8
_ASKS, _COLLEAGUE = "asks", "colleague"
_NOBODY, _NO_COLLEAGUE = -1, -2
_BUCKETS: Final = 512


@dataclass(frozen=True, slots=True)
class Measure:
    """What is worth that two messages have something in common; in all that, log-odds squared.

    `text`, `signs` and `words` of the subject count between any two; `firm` and `firm_signs` if
    they are from one firm, school or household, and `colleagues` is what is left of that between
    two of the person's own; the others if they are from one sender or over one list: `opening` for
    the subject's first word, `telling` for each word that is in the subjects of several of the
    sender's messages but not of all, `otherwise` what is left of these where one of the two asks
    and the other does not.
    """

    text: float = 16.0
    signs: float = 24.0
    words: float = 6.0
    firm: float = 28.0
    firm_signs: float = 16.0
    colleagues: float = 0.5
    origin: float = 22.0
    origin_signs: float = 16.0
    opening: float = 6.0
    telling: float = 10.0
    otherwise: float = 0.5

    @property
    def whole(self) -> float:
        """Kinship of a message with itself, at least."""
        of_anybody = self.text + self.signs + self.words
        return of_anybody + self.firm + self.firm_signs + self._of_origin

    @property
    def _of_origin(self) -> float:
        return self.origin + self.origin_signs + self.opening


MEASURE: Final = Measure()


class Kin:
    """Messages that others are compared with."""

    def __init__(self, seen: Sequence[Seen], width: int, measure: Measure = MEASURE) -> None:
        import numpy as np

        self._width = width
        self._measure = measure
        self._signs = {sign: at for at, sign in enumerate(sorted(set().union(*_signs(seen))))}
        self._origins: dict[str, int] = {}
        self._firms: dict[str, int] = {}
        self._texts = np.zeros((len(seen), width), dtype=np.float32)
        self._shown = np.zeros((len(seen), len(self._signs)), dtype=np.float32)
        self._words = np.zeros((len(seen), _BUCKETS), dtype=np.float32)
        self._ids = np.zeros((len(seen), 5), dtype=np.int64)
        for at, each in enumerate(seen):
            self._texts[at], self._shown[at], self._words[at] = self._row(each)
            self._origins.setdefault(origin_of(each) or f"?{at}", at)
            self._firms.setdefault(firm_of(each) or f"?{at}", at)
            self._ids[at] = self._named(each, f"?{at}")
        self._telling: Rows = (self._words > 0).astype(np.float32)
        for origin in set(self._ids[:, 0]):
            of_one = self._ids[:, 0] == origin
            times = self._telling[of_one].sum(axis=0)
            self._telling[of_one] *= (times > 1) & (times <= _HARDLY_ALL * of_one.sum())

    def of(self, seen: Seen) -> "Floats":
        """Kinship of a message with each of them."""
        import numpy as np

        text, shown, words = self._row(seen)
        return self._joined(
            self._texts @ text.astype(np.float32),
            self._shown @ shown.astype(np.float32),
            self._words @ words.astype(np.float32),
            self._telling @ (words > 0).astype(np.float32),
            self._ids == np.array(self._named(seen)),
        )

    def among(self) -> "Floats":
        """Kinship of them all with each other."""
        rows: tuple[Rows, ...] = (self._texts, self._shown, self._words, self._telling)
        texts, signs, words, telling = (each @ each.T for each in rows)
        return self._joined(texts, signs, words, telling, self._ids[:, None, :] == self._ids)

    def of_one_origin(self) -> "NDArray[np.bool_]":
        """Which of them are from one sender, or over one list."""
        origins = self._ids[:, 0]
        found: NDArray[np.bool_] = origins[:, None] == origins
        return found

    def _joined(
        self,
        texts: "Rows",
        signs: "Rows",
        words: "Rows",
        telling: "Rows",
        same: "NDArray[np.bool_]",
    ) -> "Floats":
        """`telling`: how many such words both have; `same` (last axis): as `_named` has it."""
        import numpy as np

        of = self._measure
        origin, firm, opening, asks, one = (same[..., at] for at in range(5))
        found: Floats = (
            of.text * np.maximum(texts, 0.0) ** 2 + of.signs * signs**3 + of.words * words
        )
        found += firm * np.where(one, 1.0, of.colleagues) * (of.firm + of.firm_signs * signs)
        close = of.origin + of.origin_signs * signs + of.opening * opening + of.telling * telling
        found += origin * np.where(asks, 1.0, of.otherwise) * close
        return np.asarray(found, dtype=np.float64)

    def _named(self, seen: Seen, unknown: str = "") -> tuple[int, ...]:
        """Origin, firm, the subject's first word, whether it asks, and which colleague wrote it."""
        origin = self._origins.get(origin_of(seen) or unknown, _NOBODY)
        return (
            origin,
            self._firms.get(firm_of(seen) or unknown, _NOBODY),
            _opening(seen),
            _ASKS in seen.signs,
            origin if _COLLEAGUE in seen.signs else _NO_COLLEAGUE,
        )

    def _row(self, seen: Seen) -> tuple["Floats", "Floats", "Floats"]:
        """Text, signs and words of the subject, each of length 1 or less."""
        import numpy as np

        shown = np.zeros(len(self._signs))
        shown[[self._signs[sign] for sign in seen.signs if sign in self._signs]] = 1.0
        words = np.zeros(_BUCKETS)
        words[np.frombuffer(seen.words, dtype="<u2") % _BUCKETS] = 1.0
        return (
            unpacked(seen.vector, self._width),
            shown / max(1.0, len(seen.signs)) ** 0.5,
            words / max(1.0, float(words.sum())) ** 0.5,
        )


def origin_of(seen: Seen) -> str:
    """Who mail is from for what is taught about it: its list, else its sender; '' if unknown."""
    return f"list {seen.list_id}" if seen.list_id else seen.sender


def firm_of(seen: Seen) -> str:
    """Whom it is from in the wide sense: a domain's owner, or who posts to a list.

    At a free domain everybody is for themselves. What colleagues ask is one thing, what they tell
    another: habits of a club or a shop hold for all its mail.
    """
    if seen.list_id:
        return f"{origin_of(seen)} {seen.sender}"
    if seen.domain in FREE_MAIL:
        return seen.sender
    asks = "asks " if _COLLEAGUE in seen.signs and _ASKS in seen.signs else ""
    return f"{asks}@{seen.domain}" if seen.domain else origin_of(seen)


def _signs(seen: Sequence[Seen]) -> list[frozenset[str]]:
    return [each.signs for each in seen]


def _opening(seen: Seen) -> int:
    return int.from_bytes(seen.words[:2], "little") if seen.words else -1
