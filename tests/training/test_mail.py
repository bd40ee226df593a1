"""The shipped training mail is sound, and the check would say so if it were not."""

from pathlib import Path

from training.check import MAIL, Row, problems, read

GOOD = {
    "id": "1", "lang": "en", "from": "ann@example.org", "to": "", "subject": "", "body": "Hello",
    "headers": {}, "category": "fyi", "accept": [], "needs_reply": False, "priority": "low",
    "group": "",
}  # fmt: skip


def test_every_row_is_sound() -> None:
    rows = [pair for path in sorted(MAIL.glob("*.jsonl")) for pair in read(path)]
    assert list(problems(rows)) == []
    assert {row.category for _, row in rows if isinstance(row, Row)} >= {"fyi", "spam-phishing"}


def test_a_fault_is_named_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('{"id": "1"}\n', encoding="utf-8")
    (fault,) = problems(read(file))
    assert fault.startswith("some.jsonl:1: lang: ")


def test_a_real_domain_and_a_second_copy_are_faults() -> None:
    row = Row.model_validate({**GOOD, "body": "See http://shop.company.com/ or shop.example"})
    found = list(problems([("a", row), ("b", row)]))
    assert "a: shop.company.com is not a reserved domain." in found
    assert found.count("b: is the same as a.") == 2
