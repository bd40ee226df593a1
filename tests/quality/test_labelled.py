"""Rows of labelled mail as messages of their owner."""

from pathlib import Path

from emailassist.engine.labelled import LabelledRow, read_rows, row_task


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


def _row(headers: dict[str, str]) -> LabelledRow:
    return LabelledRow.model_validate({"id": "1", "body": "We sing on Friday.", "headers": headers})
