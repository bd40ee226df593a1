"""Train the weights that ship: `python -m training` writes `resources/prior`.

Owns: the command line. Must not: decide what is learned from (README.md says it).
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from emailassist.assistant.library import InstructionLibrary
from emailassist.local.embeddings import Embedder, SentenceEncoder
from emailassist.local.examples import head_of
from emailassist.local.lexical import LexicalEncoder
from emailassist.local.pins import RELEASE, WHEEL, differing, find_encoder
from emailassist.local.shipped import write_weights
from emailassist.paths import shipped
from training.check import MAIL, MAILBOXES
from training.learning import learn_weights
from training.looks import Labelled, look_at, look_at_examples, look_at_strangers
from training.validation import Learn, answers, calibrated, figures, held_out


def main() -> int:
    """The process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--to", type=Path, default=shipped("resources") / "prior")
    parser.add_argument("--languages", nargs="*", help="learn from mail in these only")
    wanted = parser.parse_args()
    folder = find_encoder()
    if folder is None or differing(folder):
        sys.stderr.write(f"{RELEASE} is not installed as it was published.\n")
        return 1
    files = sorted(MAIL.glob("*.jsonl"))
    encoders: tuple[tuple[Embedder, str], ...] = (
        (SentenceEncoder(), f"{RELEASE}, wheel sha256 {WHEEL}"),
        (LexicalEncoder(), "hashed pieces of words"),
    )
    for embedder, made_by in encoders:
        _train(embedder, made_by, files, wanted.to, frozenset(wanted.languages or ()))
    return 0


def _train(
    embedder: Embedder, made_by: str, files: Sequence[Path], to: Path, languages: frozenset[str]
) -> None:
    instructions = shipped("instructions")
    categories = InstructionLibrary(instructions, instructions / "none").categories()
    names = [category.name for category in categories]
    every = look_at(files, embedder)
    rows = [row for row in every if not languages or row.lang in languages]
    examples = look_at_examples(categories, embedder)
    learn = partial(learn_weights, names=names, head=head_of(categories, embedder))
    said = held_out(rows, examples, learn)
    natural = look_at_strangers(MAILBOXES, embedder)
    learned = learn([*rows, *examples])
    weights = calibrated(learned, said, natural, categories, embedder)
    about = {
        "embedder": made_by,
        "mail": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
        "rows": len(rows),
        "languages": sorted({row.lang for row in rows}),
        "held out, five folds": figures(said, weights),
        "calibrated on": {
            name: hashlib.sha256((MAILBOXES / name).read_bytes()).hexdigest()
            for name in sorted(path.name for path in MAILBOXES.glob("*.json*"))
        },
        "natural mail": figures(answers(natural, learned), weights),
        "learned from English alone": _across(rows, learn),
    }
    write_weights(to, embedder.model, weights, about)
    sys.stdout.write(json.dumps({embedder.model: about}, indent=1, ensure_ascii=False) + "\n")


def _across(rows: Sequence[Labelled], learn: Learn) -> dict[str, Any]:
    """By language, having learned from English mail and English examples alone.

    English itself is held out too. The examples of the other languages are not learned from, as
    nobody knows the language of an example: all are left out.
    """
    english = [row for row in rows if row.lang == "en"]
    weights = learn(english)
    found = {"en": figures(held_out(english, (), learn), weights)}
    for lang in sorted({row.lang for row in rows} - {"en"}):
        found[lang] = figures(answers([row for row in rows if row.lang == lang], weights), weights)
    kept = ("messages", "accuracy", "lenient_accuracy", "macro_f1")
    return {lang: {name: each[name] for name in kept} for lang, each in found.items()}


if __name__ == "__main__":
    sys.exit(main())
