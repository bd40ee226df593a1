"""`emailassist notes …`.

Owns: the commands about knowledge notes. Must not: read a note by itself (the engine does).
"""

from pathlib import Path
from typing import Annotated

import typer

from emailassist.cli.session import session, table
from emailassist.domain.recall import Note, NoteHit
from emailassist.engine.engine import Engine

app = typer.Typer(
    help="Knowledge notes: folders of Markdown, text and PDF that drafts may take from.",
    no_args_is_help=True,
)

Folder = Annotated[Path, typer.Argument(help="A folder of .md, .txt and .pdf files.")]


@app.command("add")
def add(context: typer.Context, folder: Folder) -> None:
    """Add a folder and index it; its files are only read."""

    async def work(engine: Engine) -> int:
        return await engine.notes.add(folder)

    each = session(context)
    count = each.run(work)
    files = "1 file" if count == 1 else f"{count} files"
    each.show({"folder": str(folder), "files": count}, f"{folder} is indexed: {files}.")


@app.command("remove")
def remove(context: typer.Context, folder: Folder) -> None:
    """Take a folder out of the index; its files stay where they are."""

    async def work(engine: Engine) -> None:
        await engine.notes.remove(folder)

    each = session(context)
    each.run(work)
    each.show({"removed": str(folder)}, f"{folder} is no notes folder any more.")


@app.command("list")
def list_notes(context: typer.Context) -> None:
    """List the folders and their files, after looking for changes."""

    async def work(engine: Engine) -> tuple[tuple[Path, ...], tuple[Note, ...]]:
        await engine.notes.refresh()
        return engine.notes.folders, await engine.notes.all()

    each = session(context)
    folders, found = each.run(work)
    rows = [(note.path, note.title, note.passages, note.problem) for note in found]
    each.show(
        {
            "folders": [str(folder) for folder in folders],
            "notes": [
                {
                    "path": str(note.path),
                    "title": note.title,
                    "passages": note.passages,
                    "problem": note.problem,
                }
                for note in found
            ],
        },
        table(("File", "Title", "Passages", "Problem"), rows)
        if rows
        else "There are no notes. `emailassist notes add FOLDER` adds some.",
    )


@app.command("search")
def search(context: typer.Context, words: list[str]) -> None:
    """Find passages of the notes."""

    async def work(engine: Engine) -> tuple[NoteHit, ...]:
        await engine.notes.refresh()
        return await engine.notes.search(" ".join(words))

    each = session(context)
    found = each.run(work)
    lines = [f"{hit.path}  {hit.place}\n  {' '.join(hit.text.split())[:300]}" for hit in found]
    each.show(
        {
            "hits": [
                {"path": str(h.path), "title": h.title, "place": h.place, "text": h.text}
                for h in found
            ]
        },
        "\n".join(lines) or "Nothing found.",
    )
