"""Mail is found by its words and by what it is about."""

from pathlib import Path

import pytest

from emailassist.app import open_engine
from emailassist.domain.errors import NotFound
from emailassist.domain.found import By, Found
from emailassist.domain.ids import MessageKey
from emailassist.domain.views import Listing
from emailassist.engine.meanings import Meanings
from emailassist.engine.search import Search
from emailassist.store import vectors
from tests.drafting.conftest import Desktop, sent
from tests.support.mail import raw_message

TOM = "Tom Reed <tom@reed.example>"
ANN = "Ann Poe <ann@poe.example>"


def _mail(number: int, subject: str, body: str, sender: str = TOM) -> bytes:
    return raw_message(
        subject,
        f"{body}\n",
        sender=sender,
        message_id=f"<{number}@reed.example>",
        date=f"Wed, {number:02} Nov 2026 09:00:00 +0100",
    )


MAIL = (
    _mail(1, "Walnut boards", "the walnut boards for the bench are ready"),
    _mail(2, "Boards again", "walnut or oak boards for the long bench?", ANN),
    _mail(3, "Walnut", "walnut for a bench"),
    _mail(4, "Lunch", "soup at noon"),
)


@pytest.fixture
async def keys(desktop: Desktop) -> tuple[MessageKey, ...]:
    found = await desktop.receive(*MAIL)
    await desktop.engine.embedding.learn()
    return found


async def _find(desktop: Desktop, query: str, by: By = By.BOTH) -> Found:
    return await desktop.engine.search.find(Listing(query=query), by)


async def test_words_and_meaning_make_one_list(
    desktop: Desktop, keys: tuple[MessageKey, ...]
) -> None:
    one, two, three, four = keys
    both = await _find(desktop, "walnut boards")
    assert set(both.keys[:2]) == {one, two}
    assert both.by_meaning == {three}
    assert four not in both.keys
    words = await _find(desktop, "walnut boards", By.WORDS)
    assert words == Found((two, one))
    meaning = await _find(desktop, "walnut boards", By.MEANING)
    assert meaning.by_meaning == set(meaning.keys) >= {one, two, three}


async def test_operators_and_quotes_hold_of_all_that_is_found(
    desktop: Desktop, keys: tuple[MessageKey, ...]
) -> None:
    one, two, three, _ = keys
    assert (await _find(desktop, "from:ann")) == Found((two,))
    assert (await _find(desktop, '"walnut boards"')) == Found((one,))
    assert (await _find(desktop, "boards walnut -from:ann")).keys == (one, three)
    assert (await _find(desktop, 'boards tree "walnut boards"')).keys == (one,)
    assert (await _find(desktop, "wa")).by_meaning == frozenset()
    assert (await _find(desktop, "in:junk walnut boards")) == Found()


async def test_the_same_is_found_after_a_restart_and_by_a_shorter_index(
    desktop: Desktop, keys: tuple[MessageKey, ...], tmp_path: Path
) -> None:
    before = [await _find(desktop, each) for each in ("walnut boards", "soup", "long bench")]
    engine = desktop.engine
    shortened = Search(engine._store, Meanings(engine._store, engine._endpoints, many=2))
    listings = [Listing(query=each) for each in ("walnut boards", "soup", "long bench")]
    assert [await shortened.find(each) for each in listings] == before
    assert await engine._store.read(vectors.basis, "word-hashes")
    other = open_engine(tmp_path / "home")
    await other.start(owning=False)
    assert [await other.search.find(each) for each in listings] == before
    await other.stop()


async def test_what_comes_and_goes_meanwhile(
    desktop: Desktop, keys: tuple[MessageKey, ...]
) -> None:
    await _find(desktop, "walnut")
    (new,) = await desktop.receive(_mail(5, "Walnut", "a walnut tree"))
    await desktop.engine.embedding.learn()
    assert new in (await _find(desktop, "walnut tree", By.MEANING)).keys
    deleting = "DELETE FROM messages WHERE id = ?"
    await desktop.engine._store.write(lambda db: db.execute(deleting, [new]))
    assert new not in (await _find(desktop, "walnut tree", By.MEANING)).keys


async def test_mail_like_a_message(desktop: Desktop) -> None:
    one, two, _, four = await desktop.receive(*MAIL)
    (reply,) = await desktop.send(
        sent("Re: Walnut boards", "the walnut boards", to="tom@reed.example", number=9)
    )
    assert (await desktop.engine.search.similar(one)).keys == ()  # it alone is known by now
    await desktop.engine.embedding.learn()
    alike = await desktop.engine.search.similar(one)
    assert alike.keys[0] == two
    assert one not in alike.keys
    assert four not in alike.keys
    assert (reply in alike.keys) is False  # of the same conversation
    fraud = "INSERT INTO triage(message, state, category) VALUES (?, 'done', 'spam-phishing')"
    await desktop.engine._store.write(lambda db: db.execute(fraud, [two]))
    assert two not in (await desktop.engine.search.similar(one)).keys
    with pytest.raises(NotFound):
        await desktop.engine.search.similar(MessageKey(999))
