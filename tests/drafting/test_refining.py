import asyncio
from pathlib import Path

import pytest

from emailassist.domain.draft import Claim, Draft, DraftState, SourceKind
from emailassist.domain.errors import DraftUnchanged, EndpointError, NeedsWritingModel
from emailassist.domain.events import DraftPiece, Event
from emailassist.domain.ids import MessageKey
from emailassist.domain.refinement import Change, Refinement
from emailassist.domain.triage import Written
from emailassist.engine.engine import Engine
from tests.drafting.conftest import Desktop, sent
from tests.drafting.writer import Writer
from tests.support.mail import raw_message
from tests.support.openai_server import Reply, ScriptedOpenAI

ASKED = raw_message(
    "Walnut boards",
    "Hello Clara,\n\nwhat does a walnut board cost at the moment? And could you deliver ten of"
    " them to Leeds by 4 December?\n\nBest,\nTom\n",
)
FIRST = (
    "Hi Tom,\n\nThanks for asking. A walnut board costs 61 EUR at the moment.\n"
    "Delivery to Leeds by 4 December: ‹yes or no›\n\nBest,\nClara"
)
SHORT = "Hi Tom,\n\nA walnut board costs 61 EUR. Leeds by 4 December: ‹yes or no›\n\nBest,\nClara"
LATER = "Hi Tom,\n\nA walnut board costs 61 EUR. Yes, but only after Tuesday.\n\nBest,\nClara"
AGAIN = Refinement(Change.AGAIN)


async def draft_of(desktop: Desktop, tmp_path: Path) -> tuple[MessageKey, Draft]:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "prices.md").write_text("# Prices\n\n## Walnut\n\nA walnut board costs 61 EUR.\n")
    await desktop.engine.notes.add(notes)
    (key,) = await desktop.receive(ASKED)
    finished = await desktop.engine.triage(keys=[key])
    assert not finished.problem
    (draft,) = await desktop.engine.drafts()
    return key, draft


def claims_of(draft: Draft) -> dict[str, Claim]:
    for claim in draft.proposal.claims:
        assert draft.proposal.body[claim.start : claim.end] == claim.text
    return {claim.text: claim for claim in draft.proposal.claims}


async def test_a_draft_is_refined_and_no_text_is_lost(desktop: Desktop, tmp_path: Path) -> None:
    writer = Writer(FIRST, SHORT, LATER)
    engine = desktop.engine
    with ScriptedOpenAI(writer) as server:
        await desktop.use(server)
        key, draft = await draft_of(desktop, tmp_path)
        assert writer.asked == ["route", "draft", "review"]
        assert "61 EUR" in writer.seen[0].prompt  # from the notes
        claims = claims_of(draft)
        price, day = claims["61"].source, claims["4 December"].source
        assert (price.kind, price.title) == (SourceKind.NOTE, "Prices · Walnut")
        assert price.quote == "A walnut board costs 61 EUR."
        assert (day.kind, day.key) == (SourceKind.THREAD, key)
        assert "4 December" in day.quote
        assert {claim.source.kind for claim in claims.values()} == {
            SourceKind.NOTE,
            SourceKind.THREAD,
        }

        shorter = await engine.drafting.refine(draft.key, Refinement(Change.SHORTER))
        assert (await engine.draft(draft.key)).proposal.body == draft.proposal.body
        assert "half as long" in writer.seen[1].prompt
        assert FIRST.split("\n")[2] in writer.seen[1].prompt
        used = await engine.drafting.use(shorter.key)
        assert (used.proposal.body, used.state) == (shorter.proposal.body, DraftState.EDITED)

        filled = used.proposal.body.replace("‹1: yes or no›", "on Sunday, by van")
        await engine.edit_draft(draft.key, filled)
        says = Refinement(Change.SAY, "yes, but after Tuesday")
        said = await engine.drafting.refine(draft.key, says)
        assert "The user wants: “yes, but after Tuesday”" in writer.seen[2].prompt
        sources = {claim.text: claim.source.kind for claim in said.proposal.claims}
        assert sources["Yes, but only after Tuesday."] is SourceKind.PERSON
    found = await engine.drafting.versions(draft.key)
    assert [(each.label, each.current) for each in found] == [
        ("first", False),
        ("shorter", False),
        ("yours", True),
        ("say", False),
    ]
    assert any(isinstance(event, DraftPiece) for event in desktop.events)


async def test_what_is_written_is_heard_and_can_be_stopped(
    desktop: Desktop, tmp_path: Path
) -> None:
    half = (
        'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",'
        '"choices":[%s]}\n\n'
    )
    chunk = half % (
        '{"index":0,"delta":{"role":"assistant","content":"{\\"body\\": \\"Hi Tom, I am"},'
        '"finish_reason":null}'
    )
    stream = {"content-type": "text/event-stream", "transfer-encoding": "chunked"}
    waiting = Reply(headers=stream, body=chunk.encode(), then="hang")
    dropped = Reply(headers=stream, body=chunk.encode(), then="drop")
    engine = desktop.engine
    with ScriptedOpenAI(Writer(FIRST, waiting, dropped)) as server:
        await desktop.use(server)
        _, draft = await draft_of(desktop, tmp_path)
        heard = asyncio.Event()

        def hear(event: Event) -> None:
            if isinstance(event, DraftPiece):
                heard.set()

        engine.subscribe(hear)
        task = asyncio.ensure_future(engine.drafting.refine(draft.key, AGAIN))
        await asyncio.wait_for(heard.wait(), 10)
        assert desktop.events[-1] == DraftPiece(draft.key, "Hi Tom, I am")
        await engine.drafting.stop(draft.key)
        with pytest.raises(asyncio.CancelledError):
            await task
        assert server.wait_until(lambda: server.disconnects == 1)  # the model's work has ended
        with pytest.raises(EndpointError):
            await engine.drafting.refine(draft.key, AGAIN)
    assert (await engine.draft(draft.key)).proposal == draft.proposal
    assert await engine.drafting.versions(draft.key) == ()


async def test_a_text_that_is_there_already_is_not_kept_twice(
    desktop: Desktop, tmp_path: Path
) -> None:
    engine = desktop.engine
    with ScriptedOpenAI(Writer(FIRST, FIRST, SHORT)) as server:
        await desktop.use(server)
        _, draft = await draft_of(desktop, tmp_path)
        with pytest.raises(DraftUnchanged, match="changed nothing"):
            await engine.drafting.refine(draft.key, AGAIN)
        assert await engine.drafting.versions(draft.key) == ()
        shorter = await engine.drafting.refine(draft.key, Refinement(Change.SHORTER))
        assert await engine.drafting.refine(draft.key, Refinement(Change.SHORTER)) == shorter
    assert len(await engine.drafting.versions(draft.key)) == 2


async def test_drafts_get_better_in_two_rounds_or_stay(desktop: Desktop, tmp_path: Path) -> None:
    invented = FIRST.replace("61 EUR", "77 EUR")
    worse = invented.replace("Best,", "See you on Monday in Paris.\n\nBest,")
    against = {"ok": False, "problems": ["It promises “x”.", "It leaves out “y”."]}
    less = {"ok": False, "problems": ["It promises “x”."]}
    fine = {"ok": True, "problems": []}
    other = FIRST.replace("Thanks", "Thank you")
    writer = Writer(FIRST, other, SHORT, invented, worse, SHORT, reviews=(against, less, fine))
    engine = desktop.engine
    with ScriptedOpenAI(writer) as server:
        await desktop.use(server)
        _, draft = await draft_of(desktop, tmp_path)
        assert writer.asked == ["route", *["draft", "review"] * 3]
        assert draft.proposal.written is Written.MODEL
        writer.asked.clear()
        kept = await engine.drafting.refine(draft.key, AGAIN)
        assert writer.asked == ["draft", "draft", "review"]
        assert "‹1: number› EUR" in kept.proposal.body
        assert "Paris" not in kept.proposal.body
        (warning,) = kept.proposal.warnings
        assert "gaps in its place" in warning.text


async def test_a_model_may_not_answer_for_the_person(desktop: Desktop, tmp_path: Path) -> None:
    answered = FIRST.replace("‹yes or no›", "yes, we can do that.")
    writer = Writer(FIRST, answered, answered)
    with ScriptedOpenAI(writer) as server:
        await desktop.use(server)
        _, draft = await draft_of(desktop, tmp_path)
        version = await desktop.engine.drafting.refine(draft.key, Refinement(Change.WARMER))
    assert [warning.text for warning in version.proposal.warnings] == [
        "The reviewing agent still objects to this draft: read it with care."
    ]
    promised = [c for c in version.proposal.claims if c.source.kind is SourceKind.NONE]
    assert any("yes, we can do that" in claim.text for claim in promised)


async def skeleton(engine: Engine, desktop: Desktop) -> Draft:
    await desktop.send(
        sent(
            "Re: Oak",
            "Hola Tom:\n\nMuchas gracias por todo.\n\nUn saludo,\nClara\n",
            to="tom@reed.example",
            number=1,
        )
    )
    (key,) = await desktop.receive(ASKED)
    await engine.triage(keys=[key])
    (draft,) = await engine.drafts()
    assert draft.proposal.written is Written.SKELETON
    return draft


async def test_without_a_model_code_does_what_it_can(desktop: Desktop) -> None:
    engine = desktop.engine
    draft = await skeleton(engine, desktop)
    body = draft.proposal.body.replace("‹2: choose an answer›", "I will take care of it by noon.")
    await engine.edit_draft(draft.key, body)
    spanish = await engine.drafting.refine(draft.key, Refinement(Change.LANGUAGE, "es"))
    assert "Me encargo antes de noon." in spanish.proposal.body
    assert "‹1: elige una respuesta›" in spanish.proposal.body
    assert spanish.proposal.language == "es"
    formal = await engine.drafting.refine(draft.key, Refinement(Change.FORMAL))
    assert formal.proposal.body.startswith("Dear Tom,")
    assert "by noon" in formal.proposal.body
    said = await engine.drafting.refine(draft.key, Refinement(Change.SAY, "say 61 euros each"))
    assert "61 euros each." in said.proposal.body
    assert said.proposal.claims[-1].source.kind is SourceKind.PERSON
    with pytest.raises(NeedsWritingModel, match="needs a model that writes"):
        await engine.drafting.refine(draft.key, Refinement(Change.LONGER))
    assert (await engine.draft(draft.key)).proposal.body == body


async def test_closest_replies(desktop: Desktop) -> None:
    reply = sent(
        "Re: Walnut", "Hi Ann,\n\nwalnut costs 58 EUR.\n\nClara\n", to="a@p.example", number=1
    )
    (near,) = await desktop.send(reply)
    (key,) = await desktop.receive(ASKED)
    (found,) = await desktop.engine.drafting.closest(key)
    assert (found.key, found.subject) == (near, "Re: Walnut")
