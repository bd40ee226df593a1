import pytest

from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine.importing import existing, spelled

COURIER = [ListedMailbox(name, Role.NONE, ".") for name in ("INBOX", "INBOX.Old", "INBOX.Old.2019")]
DOVECOT = [ListedMailbox(name, Role.NONE, "/") for name in ("INBOX", "Old", "Old/2019")]


@pytest.mark.parametrize(
    ("listed", "name", "found"),
    [
        (COURIER, "Old", "INBOX.Old"),
        (COURIER, "INBOX.Old", "INBOX.Old"),
        (COURIER, "Old/2019", "INBOX.Old.2019"),
        (COURIER, "New", None),
        (DOVECOT, "Old/2019", "Old/2019"),
        (DOVECOT, "inbox", "INBOX"),
        ([], "Old", None),
    ],
)
def test_a_mailbox_is_recognised_however_the_server_spells_it(
    listed: list[ListedMailbox], name: str, found: str | None
) -> None:
    assert existing(name, listed) == found


def test_a_new_mailbox_is_spelled_as_the_server_does() -> None:
    assert spelled("a/b", COURIER) == "a.b"
    assert spelled("a/b", []) == "a/b"
