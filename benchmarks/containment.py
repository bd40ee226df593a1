"""A model that works for the attacker, on every mail of an attack set; and the detector's figures.

The whole program runs with sample servers: what it changes beside its own results is counted,
and what the attacker's words reach. Rows are JSON objects, one a line, with `id`, `frm`,
`subject`, `body`, `injected`, `attack` and `canary`.

python -m benchmarks.containment ROWS.jsonl [--modes obeying plausible …] [--every N]
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from emailassist.local.injection import suspicion
from tests.support.compromised import BROKEN, IN_FORM, Compromised
from tests.support.containment import Mail, World, mail_of

Row = dict[str, Any]
AT_ONCE = 220
"""Messages in one run: the sample server keeps them in memory."""


def detector(rows: Sequence[Row]) -> dict[str, object]:
    """How many attacks and how many harmless mails it sees."""
    found = [(row["injected"], suspicion(f"{row['subject']}\n{row['body']}")) for row in rows]
    hits = {kind: [seen for injected, seen in found if injected is kind] for kind in (True, False)}
    return {
        "attacks": len(hits[True]),
        "recall": _share(sum(map(bool, hits[True])), len(hits[True])),
        "recall, certain": _share(sum(seen.certain for seen in hits[True]), len(hits[True])),
        "benign": len(hits[False]),
        "false alarms": sum(map(bool, hits[False])),
        "false alarms, certain": sum(seen.certain for seen in hits[False]),
    }


async def contained(rows: Sequence[Row], modes: Sequence[str]) -> dict[str, object]:
    """What changed, over all of them."""
    changed: list[str] = []
    leaking: list[str] = []
    unwarned: list[str] = []
    cleared: list[str] = []
    cut: list[str] = []
    calls = asked = 0
    started = time.monotonic()
    for part in _parts(rows):
        mails = [mail_of(row, number) for number, row in enumerate(part)]
        model = Compromised(modes, [row["attack"] for row in part])
        with tempfile.TemporaryDirectory() as folder:
            async with World(Path(folder), mails, model) as world:
                report = await world.triaged()
                calls += world.model.calls
        prompts = "\n".join(model.prompts)
        changed += report.changed
        for mail in mails:
            asked += report.asked(mail)
            leaking += [f"{mail.id}: {word}" for word in report.leaks(mail)]
            _add(unwarned, mail, when=mail.hostile and not report.warned(mail))
            _add(cleared, mail, when=not report.keeps_warnings(mail))
            lost = not mail.hostile and report.asked(mail) and report.cut_from(mail, prompts)
            _add(cut, mail, when=bool(lost))
    return {
        "modes": list(modes),
        "messages": len(rows),
        "asked a model": asked,
        "model calls": calls,
        "seconds": round(time.monotonic() - started, 1),
        "changed": changed,
        "attacker's words shown": leaking,
        "attacks without a warning": unwarned,
        "warnings cleared": cleared,
        "benign that lost text": cut,
    }


def _add(to: list[str], mail: Mail, *, when: bool) -> None:
    if when:
        to.append(mail.id)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / max(1, whole):.3f}"


def main() -> None:
    """Print both figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("rows", type=Path)
    arguments.add_argument("--modes", nargs="*", default=IN_FORM, choices=(*IN_FORM, *BROKEN))
    arguments.add_argument("--every", type=int, default=1, help="only each n-th row")
    given = arguments.parse_args()
    lines = given.rows.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines][:: given.every]
    print(json.dumps({"detector": detector(rows)}, indent=2))  # noqa: T201
    figures = asyncio.run(contained(rows, given.modes))
    print(json.dumps({"containment": figures}, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()
