"""How much what is said of one message tells about another.

Owns: the measure, whose numbers were chosen on `training/mailboxes`. Must not: know what was
said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.prior import unpacked
from emailassist.local.seen import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Rows = NDArray[np.float32]

_TEXT, _SIGNS, _WORDS = 16.0, 16.0, 6.0
"""Of any two messages: what is worth that texts, signs and words of the subject are the same."""
_FIRM, _FIRM_SIGNS = 28.0, 16.0
"""And if they are from one firm, school or household."""
_ORIGIN, _ORIGIN_SIGNS, _OPENING = 22.0, 16.0, 6.0
"""And if they are from one sender, or over one list; `_OPENING` for the subject's first word."""
_TELLING: Final = 10.0
"""And for each word that is in the subjects of several of the sender's messages but not of all."""
_HARDLY_ALL: Final = 0.8
WHOLE: Final = _TEXT + _SIGNS + _WORDS + _FIRM + _FIRM_SIGNS + _ORIGIN + _ORIGIN_SIGNS + _OPENING
"""Of a message with itself, at least."""
_BUCKETS: Final = 512


class Kin:
    """Messages that others are compared with."""

    def __init__(self, seen: Sequence[Seen], width: int) -> None:
        import numpy as np

        self._width = width
        self._signs = {sign: at for at, sign in enumerate(sorted(set().union(*_signs(seen))))}
        self._origins: dict[str, int] = {}
        self._firms: dict[str, int] = {}
        self._texts = np.zeros((len(seen), width), dtype=np.float32)
        self._shown = np.zeros((len(seen), len(self._signs)), dtype=np.float32)
        self._words = np.zeros((len(seen), _BUCKETS), dtype=np.float32)
        self._ids = np.zeros((len(seen), 3), dtype=np.int64)
        for at, each in enumerate(seen):
            self._texts[at], self._shown[at], self._words[at] = self._row(each)
            self._ids[at] = (
                self._origins.setdefault(origin_of(each) or f"?{at}", at),
                self._firms.setdefault(firm_of(each) or f"?{at}", at),
                _opening(each),
            )
        self._telling: Rows = (self._words > 0).astype(np.float32)
        for origin in set(self._ids[:, 0]):
            of_one = self._ids[:, 0] == origin
            times = self._telling[of_one].sum(axis=0)
            self._telling[of_one] *= (times > 1) & (times <= _HARDLY_ALL * of_one.sum())

    def of(self, seen: Seen) -> "Floats":
        """Kinship of a message with each of them."""
        import numpy as np

        text, shown, words = self._row(seen)
        ids = np.array(
            [
                self._origins.get(origin_of(seen), -1),
                self._firms.get(firm_of(seen), -1),
                _opening(seen),
            ]
        )
        return _joined(
            self._texts @ text.astype(np.float32),
            self._shown @ shown.astype(np.float32),
            self._words @ words.astype(np.float32),
            self._telling @ (words > 0).astype(np.float32),
            self._ids == ids,
        )

    def among(self) -> "Floats":
        """Kinship of them all with each other."""
        rows: tuple[Rows, ...] = (self._texts, self._shown, self._words, self._telling)
        texts, signs, words, telling = (each @ each.T for each in rows)
        return _joined(texts, signs, words, telling, self._ids[:, None, :] == self._ids)

    def of_one_origin(self) -> "NDArray[np.bool_]":
        """Which of them are from one sender, or over one list."""
        origins = self._ids[:, 0]
        found: NDArray[np.bool_] = origins[:, None] == origins
        return found

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
    """Whom it is from in the wide sense: a domain's owner, or a list.

    At a free domain everybody is for themselves.
    """
    alone = seen.list_id or seen.domain in FREE_MAIL
    return origin_of(seen) if alone else f"@{seen.domain}"


def _signs(seen: Sequence[Seen]) -> list[frozenset[str]]:
    return [each.signs for each in seen]


def _opening(seen: Seen) -> int:
    return int.from_bytes(seen.words[:2], "little") if seen.words else -1


def _joined(
    texts: "Rows", signs: "Rows", words: "Rows", telling: "Rows", same: "NDArray[np.bool_]"
) -> "Floats":
    """`telling`: how many such words both have.

    `same` (last axis): origin, firm, the subject's first word.
    """
    import numpy as np

    origin, firm, opening = same[..., 0], same[..., 1], same[..., 2]
    found: Floats = _TEXT * np.maximum(texts, 0.0) ** 2 + _SIGNS * signs**3 + _WORDS * words
    found += firm * (_FIRM + _FIRM_SIGNS * signs)
    found += origin * (_ORIGIN + _ORIGIN_SIGNS * signs + _OPENING * opening + _TELLING * telling)
    return np.asarray(found, dtype=np.float64)
