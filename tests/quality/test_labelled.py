"""Rows of labelled mail as messages of their owner."""

import re
from pathlib import Path

import pytest

from emailassist.domain.errors import LabelledSetError
from emailassist.engine.labelled import LabelledRow, RowFault, read_file, read_rows, row_task


def test_the_owner_is_the_first_recipient_unless_that_is_a_list() -> None:
    to_list = {"To": "choir@lists.example"}
    headers = ({"X-Mailing-List": "choir"}, {"Precedence": "list"}, {"List-Id": "<c.example>"})
    for more in headers:
        assert row_task(_row({**to_list, **more})).me.addresses[0].email == "me@example.org"
    assert row_task(_row({"To": "ann@choir.example"})).me.addresses[0].email == "ann@choir.example"


def test_the_mark_that_some_editors_put_before_utf8_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"id": "1", "body": "Hello", "category": "fyi"}\r\n')
    assert [row.id for row in read_rows(file)] == ["1"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"subject": "no id"}', "“id” is missing."),
        (b'{"id": "a", "body": ["x"]}', "“body” must be text."),
        (b'{"id": "a", "needs_reply": "perhaps"}', "“needs_reply” must be true or false."),
        (b'{"id": "a", "headers": {"To": ["x"]}}', "“headers.To” must be text."),
        (b'{"id": "a", "body": "caf\xe9"}', "The line is no text in UTF-8."),
        (b'{"id": "a", "bo', "The line is no JSON object."),
        (b"[" * 100_000, "The line is no JSON object."),
        (b"3", "The line is no JSON object."),
    ],
)
def test_a_row_that_cannot_be_read_loses_no_other(
    tmp_path: Path, line: bytes, problem: str
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"id": "1"}\r\n\r\n' + line + b'\r\n{"id": "2"}')
    found = read_file(file)
    assert [row.id for row in found.rows] == ["1", "2"]
    assert found.faults == (RowFault(3, problem),)
    with pytest.raises(LabelledSetError, match=r"rows\.jsonl:3: "):
        read_rows(file)
    file.write_bytes(line)
    with pytest.raises(LabelledSetError, match=re.escape(problem)):
        read_file(file)


def test_what_can_only_mean_one_thing_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    nothing = '{"id": 7, "from": null, "subject": null, "category": " ", "priority": "HIGH"}'
    file.write_text(f'{nothing}\n{{"id": "b", "accept": "fyi", "body": "\\ud83d half"}}\n')
    first, second = read_rows(file)
    assert (first.id, first.sender, first.subject) == ("7", "", "")
    assert (first.category, first.priority) == (None, "high")
    assert (second.accept, second.body) == (["fyi"], "? half")


def _row(headers: dict[str, str]) -> LabelledRow:
    return LabelledRow.model_validate({"id": "1", "body": "We sing on Friday.", "headers": headers})
