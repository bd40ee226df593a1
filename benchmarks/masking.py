"""How much personal data the masking finds, and how much of what it finds is some.

    python -m benchmarks.masking                     the labelled lines of the tests
    python -m benchmarks.masking FOLDER [--show 20]  texts of every *.jsonl in a folder as well

Texts in a folder have no labels: there the reference is a second finder that shares no code with
the first and takes whatever looks remotely like an address, phone, account or card, without what
is known to be something else (IP addresses, dates, zip codes, ids of messages). `--show` prints
where the two disagree, for a person to judge.

Owns: counting. Must not: be fitted to the texts of a folder.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import phonenumbers
from stdnum import iban, luhn

from emailassist.assistant.masking.found import View
from emailassist.assistant.masking.mask import personal_data

LINES = Path(__file__).parents[1] / "tests/assistant/data/masking_lines.txt"
KINDS = ("EMAIL", "PHONE", "IBAN", "CARD")
_MARK = re.compile(r"\[\[([A-Z]+)\|(.*?)\]\](?!\])")
_FIELDS = frozenset({"subject", "body", "text", "input", "message", "reply", "content", "html"})
_LONGEST = 20_000
_MAIL = re.compile(r"[^\s<>()\[\]\"',;:|=*]*?(?P<bare>[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})")
_DIGITS_OF = re.compile(r"\+?\d.*\d")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9 ]{11,36}\b")
_DIGITS = re.compile(r"\b\d(?:[ -]?\d){12,18}\b")
_NO_PHONE = re.compile(
    r".*(?:\d{1,3}\.){3}\d{1,3}|\d{5}-\d{3,4}|\d+ -0\d00 \d{4}|.*\d{1,2}[./-]\d{1,2}[./-]\d{2}.*"
)
_NO_PHONE_BEFORE = re.compile(r"(?:IBAN|No\.|n°|#|ID\W*|Protocolo:|=|/|_|\d\.|[A-Z]{2}\s+)$")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


Span = tuple[str, int, int]


@dataclass
class Figures:
    """Of one kind: what should be found, what of it was, what was found, what of it is right."""

    wanted: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def count(self, text: str, wanted: list[Span], found: list[Span]) -> None:
        """Something is met if all of it is covered, and right if it touches something wanted."""
        for kind, start, end in wanted:
            self.wanted[kind] += 1
            if any(first <= start and end <= last for _, first, last in found):
                self.met[kind] += 1
            else:
                self.missed.append(f"{kind}: …{text[max(0, start - 25) : end + 10]}…")
        for kind, start, end in found:
            if kind not in KINDS:
                continue
            self.found[kind] += 1
            if any(first < end and start < last for _, first, last in wanted):
                self.right[kind] += 1
            else:
                self.extra.append(f"{kind}: …{text[max(0, start - 25) : end + 10]}…")

    def report(self, title: str) -> None:
        _say(title)
        for kind in KINDS:
            recall = self.met[kind] / max(1, self.wanted[kind])
            precision = self.right[kind] / max(1, self.found[kind])
            _say(
                f"  {kind:6} recall {recall:.3f} of {self.wanted[kind]:5}"
                f"   precision {precision:.3f} of {self.found[kind]:5}"
            )
        recall = sum(self.met[kind] for kind in KINDS) / sum(self.wanted[k] for k in KINDS)
        precision = sum(self.right.values()) / sum(self.found.values())
        _say(f"  all    recall {recall:.3f}            precision {precision:.3f}")


def labelled(line: str) -> tuple[str, list[Span]]:
    """A line without its marks, and what they mark."""
    text, at, spans = "", 0, []
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        spans.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return text + line[at:], spans


def lines(path: Path = LINES) -> Iterator[tuple[str, list[Span]]]:
    """The labelled lines."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield labelled(line)


def masked(text: str) -> list[Span]:
    """What the masking finds."""
    view = View.of(text)
    return [
        (item.kind.value, *view.span(item.start, item.end)) for item in personal_data(view.text)
    ]


def reference(text: str) -> list[Span]:
    """What a generous second finder takes."""
    spans: set[Span] = {("EMAIL", *match.span("bare")) for match in _MAIL.finditer(text)}
    for region in ("US", "GB", "ES", "FR"):
        matcher = phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.VALID, max_tries=500
        )
        for number in matcher:
            before = text[max(0, number.start - 12) : number.start]
            if not _NO_PHONE.fullmatch(number.raw_string) and not _NO_PHONE_BEFORE.search(before):
                digits = _DIGITS_OF.search(number.raw_string)
                first, last = digits.span() if digits else (0, 0)
                spans.add(("PHONE", number.start + first, number.start + last))
    spans |= {("IBAN", *m.span()) for m in _ACCOUNT.finditer(text) if iban.is_valid(m.group())}
    for match in _DIGITS.finditer(text):
        value = re.sub(r"\D", "", match.group())
        if luhn.is_valid(value) and value[0] in "3456" and (len(value) != 13 or value[0] == "4"):
            spans.add(("CARD", *match.span()))
    return sorted(spans, key=lambda span: span[1])


def texts(value: Any, name: str = "") -> Iterator[str]:
    """The texts that a row holds under the names that mail has."""
    if isinstance(value, str):
        if name in _FIELDS:
            yield value[:_LONGEST]
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each, name)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    made = Figures()
    for text, spans in lines():
        made.count(text, spans, masked(text))
    made.report("Labelled lines")
    if options.folder is None:
        return
    given = Figures()
    seen: set[str] = set()
    characters, seconds = 0, 0.0
    for path in sorted(options.folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            for text in texts(json.loads(line or "{}")):
                if text in seen:
                    continue
                seen.add(text)
                started = time.perf_counter()
                found = masked(text)
                seconds += time.perf_counter() - started
                characters += len(text)
                given.count(text, reference(text), found)
    given.report(f"{len(seen)} texts of {options.folder}")
    _say(f"  {characters / max(seconds, 1e-9) / 1e6:.2f} million characters a second")
    for title, shown in (("missed", given.missed), ("extra", given.extra)):
        for each in shown[: options.show]:
            _say(f"  {title} {' '.join(each.split())}")


if __name__ == "__main__":
    main()
