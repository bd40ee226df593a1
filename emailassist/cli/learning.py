"""`emailassist correct …` and `emailassist learning …`.

Owns: the commands about what the person says and what is learned from it. Must not: learn.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from emailassist.cli.session import LARGEST_NUMBER, Number, session, table
from emailassist.domain.counted import counted
from emailassist.domain.errors import InputError, NotFound
from emailassist.domain.events import Event, Rejudged
from emailassist.domain.ids import LessonKey, MessageKey
from emailassist.domain.learned import Follows, KeptLesson, LearnedAbout, LearnedFrom
from emailassist.domain.lesson import Lesson
from emailassist.domain.triage import Correction, Priority
from emailassist.engine.engine import Engine

app = typer.Typer(help="What is learned from corrections and deeds.", no_args_is_help=True)

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_MOST = 200


def correct(
    context: typer.Context,
    messages: Annotated[
        list[int],
        typer.Argument(min=1, max=LARGEST_NUMBER, help="Messages by number, as `search` lists."),
    ],
    category: Annotated[str | None, typer.Option(help="The category that it is.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Its priority.")] = None,
    needs_reply: Annotated[
        bool | None, typer.Option("--needs-reply/--no-reply", help="Whether it wants a reply.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last correction back.")] = False,
) -> None:
    """Correct what triage said of messages, and learn from it at once."""
    each = session(context)
    said = Correction(category, priority, needs_reply)
    if undo == (said != Correction()):
        each.fail(
            InputError(
                "There is nothing to correct.",
                hint="Give --category, --priority, --needs-reply or --no-reply; or --undo alone.",
            )
        )
    keys = [MessageKey(number) for number in messages]
    if undo:
        undone = each.run(lambda engine: _undo(engine, keys))
        text = f"{counted(len(undone))} as before." if undone else "Nothing was corrected there."
        each.show({"corrected": [], "as_before": undone, "learned": [], "judged_anew": 0}, text)
        return
    learned, others = each.run(lambda engine: _correct(engine, keys, said))
    words = [f"{counted(len(messages))} corrected."]
    words += dict.fromkeys(_learned_words(one) for one in learned)
    if others:
        anew = "1 other message is" if others == 1 else f"{others} other messages are"
        words.append(f"Because of it {anew} judged anew.")
    each.show(
        {
            "corrected": messages,
            "as_before": [],
            "learned": [_lesson(one.kept) | {"follows": _follows(one.follows)} for one in learned],
            "judged_anew": others,
        },
        "\n".join(words),
    )


async def _correct(
    engine: Engine, keys: Sequence[MessageKey], said: Correction
) -> tuple[list[LearnedFrom], int]:
    """What was learned, and how many others it concerns."""
    if said.category is not None:
        await engine.instructions.require_category(said.category)
    await _require_here(engine, keys)
    rejudged: list[Rejudged] = []

    def hear(event: Event) -> None:
        if isinstance(event, Rejudged):
            rejudged.append(event)

    stop = engine.subscribe(hear)
    for key in keys:
        await engine.correct(key, said)
    await engine.learning.settle()
    stop()
    learned = [await engine.learned.of_message(key) for key in keys]
    return [one for one in learned if one is not None], sum(one.count for one in rejudged)


async def _undo(engine: Engine, keys: Sequence[MessageKey]) -> list[MessageKey]:
    """Take the last word about each back; those about which there was one."""
    await _require_here(engine, keys)
    undone = [key for key in keys if await engine.learned.of_message(key) is not None]
    for key in keys:
        await engine.withdraw_correction(key)
    return undone


async def _require_here(engine: Engine, keys: Sequence[MessageKey]) -> None:
    found = {row.key for row in await engine.rows(keys)}
    for key in keys:
        if key not in found:
            raise NotFound(f"Message {key} is not here (any more).")


@app.command("show")
def show(context: typer.Context) -> None:
    """What was learned, by sender and list, and what follows from it."""
    each = session(context)

    async def work(engine: Engine) -> Any:
        await engine.learning.ready()
        return await engine.learned.all()

    learned = each.run(work)
    rows = [
        (about.name, about.words, about.deeds, about.left, _kinds_words(about))
        for about in learned.about
    ]
    each.show(
        {"lessons": learned.lessons, "about": [_about(one) for one in learned.about]},
        table(("Sender or list", "Said", "Done", "Read and left", "Taken for"), rows)
        if rows
        else "Nothing is learned yet.",
    )


@app.command("list")
def list_lessons(
    context: typer.Context,
    sender: Annotated[
        str | None, typer.Argument(help="An address or the name of a list; all without.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=5_000, help="The newest so many.")] = _MOST,
) -> None:
    """The lessons, newest first."""
    each = session(context)

    async def work(engine: Engine) -> tuple[KeptLesson, ...]:
        await engine.learning.gather()
        return await engine.learned.lessons(sender, limit)

    found = each.run(work)
    rows = [
        (one.key, f"{one.lesson.at:%Y-%m-%d %H:%M}", _taught(one.lesson), one.about, one.subject)
        for one in found
    ]
    each.show(
        {"lessons": [_lesson(one) for one in found]},
        table(("No.", "When (UTC)", "Lesson", "About", "Message"), rows)
        if rows
        else "Nothing is learned yet."
        if sender is None
        else f"There are no lessons about “{sender}”; `learning show` lists what there is.",
    )


@app.command("forget")
def forget(
    context: typer.Context,
    sender: Annotated[
        str | None, typer.Argument(help="An address or the name of a list, as `show` has it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Forget everything.")] = False,
    yes: Yes = False,
) -> None:
    """Forget what was taught about a sender or list, or everything."""
    each = session(context)
    if everything == (sender is not None):
        each.fail(InputError("Name a sender or list to forget, or give --all."))
    if not yes:
        what = "everything that was learned" if everything else f"what was learned about {sender}"
        typer.confirm(f"Forget {what}?", abort=True, err=True)

    async def work(engine: Engine) -> int:
        forgotten = await engine.learning.forget(sender)
        if not forgotten.count and sender is not None:
            raise NotFound(
                f"Nothing was learned about “{sender}”.", hint="`learning show` lists what was."
            )
        return forgotten.count

    count = each.run(work)
    each.show({"forgotten": count}, _forgotten(count))


@app.command("remove")
def remove(context: typer.Context, lesson: Number) -> None:
    """Forget one lesson, by its number in `list`."""
    each = session(context)

    async def work(engine: Engine) -> int:
        forgotten = await engine.learning.forget_one(LessonKey(lesson))
        if not forgotten.count:
            raise NotFound(f"There is no lesson {lesson}.", hint="`learning list` lists them.")
        return forgotten.count

    count = each.run(work)
    each.show({"forgotten": count}, _forgotten(count))


def _forgotten(count: int) -> str:
    return "1 lesson is forgotten." if count == 1 else f"{count} lessons are forgotten."


def _learned_words(learned: LearnedFrom) -> str:
    about = learned.kept.about or "this sender"
    return f"Mail like this from {about}: {_follows_words(learned.follows)}."


def _follows_words(follows: Follows | None) -> str:
    if follows is None:
        return "nothing yet"
    sure = "" if follows.sure else ", not sure enough to decide alone"
    return f"{follows.category} {follows.confidence:.0%}{sure}"


def _kinds_words(about: LearnedAbout) -> str:
    """What mail of a sender is taken for, the latest first."""
    return "; ".join(map(_follows_words, (about.follows, *about.others)))


def _taught(lesson: Lesson) -> str:
    what = [
        *([lesson.category] if lesson.category else []),
        *([f"priority {lesson.priority.value}"] if lesson.priority else []),
        *([] if lesson.needs_reply is None else ["reply" if lesson.needs_reply else "no reply"]),
    ]
    how = "said" if lesson.deed is None else lesson.deed.value
    return f"{how}: {', '.join(what)}" if what else how


def _about(about: LearnedAbout) -> dict[str, Any]:
    return {
        "name": about.name,
        "is_list": about.is_list,
        "said": about.words,
        "done": about.deeds,
        "read_and_left": about.left,
        "latest": about.latest.at.isoformat(),
        "follows": _follows(about.follows),
        "others": [_follows(each) for each in about.others],
    }


def _follows(follows: Follows | None) -> dict[str, Any] | None:
    if follows is None:
        return None
    return {
        "category": follows.category,
        "confidence": round(follows.confidence, 4),
        "sure": follows.sure,
        "reason": follows.reason,
    }


def _lesson(kept: KeptLesson) -> dict[str, Any]:
    lesson = kept.lesson
    return {
        "lesson": kept.key,
        "at": lesson.at.isoformat(),
        "deed": lesson.deed.value if lesson.deed else None,
        "category": lesson.category,
        "priority": lesson.priority.value if lesson.priority else None,
        "needs_reply": lesson.needs_reply,
        "weight": lesson.weight,
        "sender": kept.sender,
        "list": kept.list_id,
        "message": kept.message,
        "subject": kept.subject,
        "pending": kept.pending,
    }
