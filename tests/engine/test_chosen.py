from dataclasses import replace

from emailassist.domain.mailbox import ListedMailbox, Role
from emailassist.engine.mailsync import chosen

INBOX = ListedMailbox("INBOX", Role.INBOX, "/")
TRASH = ListedMailbox("Trash", Role.TRASH, "/")
OAK = ListedMailbox("Oak", Role.NONE, "/", subscribed=False)
ELM = ListedMailbox("Elm", Role.NONE, "/", subscribed=False)


def test_what_the_person_did_not_subscribe_to_is_left_out() -> None:
    listed = [replace(INBOX, subscribed=False), TRASH, OAK, replace(ELM, subscribed=True)]
    assert [box.name for box in chosen(listed)] == ["INBOX", "Trash", "Elm"]


def test_a_trash_that_a_program_subscribed_to_hides_no_other_mailbox() -> None:
    assert chosen([INBOX, TRASH, OAK, ELM]) == [INBOX, TRASH, OAK, ELM]
