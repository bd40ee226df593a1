"""Rows of labelled mail as messages of their owner."""

from emailassist.engine.labelled import LabelledRow, row_task


def test_the_owner_is_the_first_recipient_unless_that_is_a_list() -> None:
    to_list = {"To": "choir@lists.example"}
    headers = ({"X-Mailing-List": "choir"}, {"Precedence": "list"}, {"List-Id": "<c.example>"})
    for more in headers:
        row = LabelledRow(id="1", body="We sing on Friday.", headers={**to_list, **more})
        assert row_task(row).me.addresses[0].email == "me@example.org"
    letter = LabelledRow(id="2", body="We sing on Friday.", headers={"To": "ann@choir.example"})
    assert row_task(letter).me.addresses[0].email == "ann@choir.example"
