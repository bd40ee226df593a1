"""What a list of mailboxes tells of the one that is open."""

from datetime import UTC, datetime

import pytest

from emailassist.domain.mailbox import SEEN
from tests.imap.login import Login


@pytest.mark.integration
def test_the_status_of_the_open_mailbox_is_the_latest(dovecot_login: Login) -> None:
    with dovecot_login.open() as ours, dovecot_login.open() as other:
        other.append("INBOX", b"Subject: one\r\n\r\n", [], datetime.now(UTC))
        before = ours.select("INBOX")
        other.select("INBOX")
        other.add_flags(list(other.uids()), [SEEN])
        (inbox,) = (box for box in ours.mailboxes() if box.name == "INBOX")
        assert inbox.status is not None
        assert before.highest_modseq is not None
        assert inbox.status.highest_modseq is not None
        assert inbox.status.highest_modseq > before.highest_modseq
