"""Rows of labelled mail as messages of their owner."""

from emailassist.engine.labelled import LabelledRow, row_task


def test_the_owner_is_the_first_recipient_unless_that_is_a_list() -> None:
    to_list = {"To": "choir@lists.example"}
    headers = ({"X-Mailing-List": "choir"}, {"Precedence": "list"}, {"List-Id": "<c.example>"})
    for more in headers:
        assert row_task(_row({**to_list, **more})).me.addresses[0].email == "me@example.org"
    assert row_task(_row({"To": "ann@choir.example"})).me.addresses[0].email == "ann@choir.example"


def _row(headers: dict[str, str]) -> LabelledRow:
    return LabelledRow.model_validate({"id": "1", "body": "We sing on Friday.", "headers": headers})
