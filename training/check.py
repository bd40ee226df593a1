"""Whether the labelled mail is sound: `python training/check.py [FILE…]` (all of it).

Owns: what each row must hold, and that no real domain is named. Must not: change a row.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

MAIL = Path(__file__).parent / "mail"
HELD_OUT = Path(__file__).parent / "heldout"
MAILBOXES = Path(__file__).parent / "mailboxes"
Category = Literal[
    "needs-reply", "to-do", "fyi", "calendar", "receipt", "notification", "newsletter",
    "marketing", "personal", "spam-phishing",
]  # fmt: skip
Filled = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class Row(BaseModel):
    """One labelled mail, stricter than what `emailassist evaluate` reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Filled
    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    sender: str = Field(alias="from")
    to: str
    subject: str
    body: Filled
    headers: dict[str, str]
    category: Category
    accept: tuple[Category, ...]
    needs_reply: bool
    priority: Literal["urgent", "high", "normal", "low"]
    group: str
    date: datetime | None = None


# Names that belong to nobody: RFC 2606 and RFC 6761.
_RESERVED = re.compile(r"(^|\.)(example(\.(com|org|net))?|test|invalid|localhost)$")
_DOMAIN = re.compile(
    r"(?<=@)[\w-]+\.[\w.-]*\w|(?<=://)[^\s/:<>\"')?#]+"
    r"|\b[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d-]+)*\.(?:com|org|net|io|es|fr|de|it|nl|pt|co|uk|eu)\b"
)


def read(path: Path) -> Iterator[tuple[str, Row | str]]:
    """Each line's place with its row, or with a sentence about what is wrong with it."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        place = f"{path.name}:{number}"
        try:
            yield place, Row.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "row"
            yield place, f"{field}: {first['msg']}"


def problems(rows: Iterable[tuple[str, Row | str]]) -> Iterator[str]:
    """One sentence for each fault, beginning with the place."""
    ids: dict[str, str] = {}
    texts: dict[str, str] = {}
    for place, row in rows:
        if isinstance(row, str):
            yield f"{place}: {row}"
            continue
        if row.category in row.accept:
            yield f"{place}: accept repeats the category."
        yield from (f"{place}: {host} is not a reserved domain." for host in _real_domains(row))
        for seen, key in ((ids, row.id), (texts, _essence(row))):
            if key in seen:
                yield f"{place}: is the same as {seen[key]}."
            seen[key] = place


def _real_domains(row: Row) -> Iterator[str]:
    return real_domains((row.sender, row.to, row.subject, row.body, *row.headers.values()))


def real_domains(texts: Iterable[str]) -> Iterator[str]:
    """Hosts that are not reserved for examples."""
    hosts = {host.rstrip(".") for text in texts for host in _DOMAIN.findall(text)}
    return (host for host in sorted(hosts) if not _RESERVED.search(host.casefold()))


def _essence(row: Row) -> str:
    """Subject and body without case, digits and white space."""
    return re.sub(r"[\W\d]+", "", f"{row.subject}{row.body}".casefold())


def _table(rows: Iterable[Row]) -> str:
    """Rows by category and language."""
    counts = Counter((row.category, row.lang) for row in rows)
    return "\n".join(
        f"{category:15}"
        + _by_language({lang: n for (c, lang), n in counts.items() if c == category})
        for category in get_args(Category)
    )


def _by_language(counts: Mapping[str, int]) -> str:
    each = "".join(f"  {lang} {counts[lang]:4}" for lang in sorted(counts))
    return f"{sum(counts.values()):5}{each}"


def main(paths: list[Path]) -> int:
    """The process's exit status: 1 if a row is unsound."""
    rows = [
        pair
        for path in paths or sorted([*MAIL.glob("*.jsonl"), *HELD_OUT.glob("*.jsonl")])
        for pair in read(path)
    ]
    found = list(problems(rows))
    sys.stdout.write(
        "\n".join([*found, _table(row for _, row in rows if isinstance(row, Row)), ""])
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
