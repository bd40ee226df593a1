"""How close texts are: by shared words, by meaning, and by both rankings joined.

Owns: the words of a question, vectors as bytes, reciprocal rank fusion. Must not: know where
texts are kept.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Final, TypeVar

from emailassist.local.embeddings import Embedder

Item = TypeVar("Item", bound=Hashable)

MOST_WORDS: Final = 14
_ANY_WORD: Final = re.compile(r"[^\W_]{2,}")
_MOST_SPELLED: Final = 32
_NOISE: Final = (
    "asdf",
    "qwer tz",
    "xkfw",
    "mmrp vlk",
    "hjkl",
    "dfgdfg",
    "wqzx",
    "brzt",
    "uiouio",
    "lkj poi",
    "grblx",
    "znvq wy",
)
_RANK_OFFSET: Final = 60
"""Cormack, Clarke and Büttcher (2009): keeps one list's first from deciding alone."""
_WORD: Final = re.compile(r"[^\W\d_]{4,40}|\d{3,}")
_FUNCTION_WORDS: Final = (
    "about after also been before best could dear does each from good have hello here hope just "
    "kind know like many more much need only other over please regards reply send some than "
    "thank thanks that their them then there these they this through time today until very want "
    "week well were what when where which will wish with would your yours "
    "ahora algo ante antes aquí bien buenas buenos cada como con contra cuál cuando cuándo cuánto "
    "desde donde dónde ellos entre era eres esta está están estas este esto estos favor gracias "
    "hasta hola hoy mensaje mucho muchas nada nosotros para pero poco podría porque puede puedes "
    "quiero saber saludo saludos según sería sobre también tenemos tengo tiene tienes todo todos "
    "tras unos usted ustedes vamos "
    "alors après aussi autre avant avec avez avoir beaucoup bien bonjour cela celle ceux chaque "
    "comme comment cordialement dans demain depuis donc elle elles encore entre était êtes être "
    "faire fait leur mais même merci mieux moins mon nous parce pas plus pour pouvez pouvoir "
    "quand quel quelle quelque sans sera serait seulement sont sous sur tous tout toute toutes "
    "très une vers votre vous "
    "aber alle auch danke dann dass dein denn diese dieser doch eine einen einer grüße haben "
    "hallo heute ihre immer kann keine können mehr mein mich mir mit nach nicht noch oder schon "
    "sehr sein sich sind über und uns unser vielen von was wenn werden wie wir wird wurde zum zur"
)
_COMMON: Final = frozenset(_FUNCTION_WORDS.split())


def words_of(text: str, *, but: str = "") -> tuple[str, ...]:
    """What a question is about: its telling words, the most frequent and longest first.

    Those of `but` (names of who writes to whom) tell nothing.
    """
    passed_over = _COMMON | {found.group().casefold() for found in _WORD.finditer(but)}
    counts = Counter(
        word
        for word in (found.group().casefold() for found in _WORD.finditer(text[:4_000]))
        if word not in passed_over
    )
    ordered = sorted(counts, key=lambda word: (-counts[word], -len(word), word))
    return tuple(ordered[:MOST_WORDS])


def spelled(text: str) -> str:
    """The FTS5 expression for texts with any of these very words; '' if there are none."""
    words = list(dict.fromkeys(_ANY_WORD.findall(text[:4_000].casefold())))[:_MOST_SPELLED]
    return " OR ".join(f'"{word}"' for word in words)


def any_of(words: Iterable[str]) -> str:
    """The FTS5 expression for texts with any of these words, or longer ones that begin so."""
    return " OR ".join(f'"{_stem(word)}"*' for word in words)


def shared(words: Sequence[str], text: str) -> int:
    """How many of these words a text has, in whatever form."""
    flat = text.casefold()
    return sum(re.search(rf"\b{re.escape(_stem(word))}", flat) is not None for word in words)


def telling(text: str, others: Sequence[str]) -> list[float]:
    """How much each of the others shares of what tells this text apart from them, 0 to 1.

    The cosine of stems, each weighed by how few of these texts have it (tf-idf with every stem
    counted once, for mail repeats names in quotes and signatures).
    """
    own, rest = _stems(text), [_stems(other) for other in others]
    counts = Counter(stem for stems in (own, *rest) for stem in stems)
    weights = {
        stem: math.log((len(rest) + 2) / (count + 0.5)) ** 2 for stem, count in counts.items()
    }

    def weight(stems: Iterable[str]) -> float:
        return sum(weights[stem] for stem in stems)

    size = weight(own)
    return [
        weight(own & stems) / math.sqrt(size * of) if size and (of := weight(stems)) else 0.0
        for stems in rest
    ]


def _stems(text: str) -> frozenset[str]:
    words = (found.group().casefold() for found in _WORD.finditer(text))
    return frozenset(_stem(word) for word in words if word not in _COMMON)


def _stem(word: str) -> str:
    """The word without what changes at its end in European languages."""
    return word if word.isdigit() or len(word) < 6 else word[: max(5, len(word) - 2)]


def fused(*rankings: Sequence[Item]) -> list[Item]:
    """One ranking of several, each best first: by the sum of reciprocal ranks."""
    scores: dict[Item, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (_RANK_OFFSET + rank)
    return sorted(scores, key=lambda item: -scores[item])


class Meaning:
    """Texts by meaning, in any language of the encoder. Blocks; for one worker thread."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @cached_property
    def noise(self) -> bytes:
        """Where letters lie that mean nothing: they are closer to each other than to any mail."""
        import numpy as np

        centre = self._embedder.embed(_NOISE).mean(axis=0)
        length = max(float(np.linalg.norm(centre)), 1e-9)
        return bytes((centre / length).astype(np.float16).tobytes())

    @property
    def model(self) -> str:
        """What makes the vectors, as its `Embedder` calls itself."""
        return self._embedder.model

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One vector for each text, 1 kB."""
        import numpy as np

        rows = self._embedder.embed(texts).astype(np.float16)
        return [row.tobytes() for row in rows]
