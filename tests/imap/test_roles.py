import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.mailbox import Role
from emailassist.imap.roles import RawListing, with_roles


def roles(*listings: RawListing) -> dict[str, Role]:
    return {mailbox.name: mailbox.role for mailbox in with_roles(listings)}


def listing(name: str, *attributes: str, delimiter: str = "/") -> RawListing:
    return RawListing(name, frozenset(attributes), delimiter)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("INBOX", Role.INBOX),
        ("inbox", Role.INBOX),
        ("Sent", Role.SENT),
        ("Enviados", Role.SENT),
        ("Éléments envoyés", Role.SENT),
        ("E\u0301le\u0301ments envoye\u0301s", Role.SENT),
        ("Gesendet", Role.SENT),
        ("Sent Items", Role.SENT),
        ("[Gmail]/Sent Mail", Role.SENT),
        ("Borradores", Role.DRAFTS),
        ("Brouillons", Role.DRAFTS),
        ("Entwürfe", Role.DRAFTS),
        ("Papelera", Role.TRASH),
        ("Corbeille", Role.TRASH),
        ("Gelöschte Elemente", Role.TRASH),
        ("Correo no deseado", Role.JUNK),
        ("Indésirables", Role.JUNK),
        ("Archiv", Role.ARCHIVE),
        ("Projects", Role.NONE),
        ("Work/Sent", Role.NONE),
        ("Sent invoices", Role.NONE),
    ],
)
def test_a_name_tells_the_role_when_there_are_no_attributes(name: str, role: Role) -> None:
    assert roles(listing(name)) == {name: role}


def test_mailboxes_of_a_server_that_keeps_all_under_inbox() -> None:
    listings = [
        listing(name, delimiter=".")
        for name in ("INBOX", "INBOX.Sent", "INBOX.Trash", "INBOX.Work.Sent")
    ]
    assert roles(*listings) == {
        "INBOX": Role.INBOX,
        "INBOX.Sent": Role.SENT,
        "INBOX.Trash": Role.TRASH,
        "INBOX.Work.Sent": Role.NONE,
    }


@pytest.mark.parametrize("attribute", ["\\Sent", "\\sent", "\\SENT"])
def test_an_attribute_wins_over_a_name(attribute: str) -> None:
    found = roles(listing("Sent"), listing("Ausgang", "\\HasNoChildren", attribute))
    assert found == {"Sent": Role.NONE, "Ausgang": Role.SENT}


def test_of_two_names_the_more_usual_one_gets_the_role() -> None:
    found = roles(listing("Sent Messages"), listing("Sent"))
    assert found == {"Sent Messages": Role.NONE, "Sent": Role.SENT}


@pytest.mark.parametrize("attribute", ["\\Noselect", "\\noselect", "\\NonExistent"])
def test_a_mailbox_that_cannot_be_opened_has_no_role(attribute: str) -> None:
    (mailbox,) = with_roles([listing("Sent", attribute)])
    assert not mailbox.selectable
    assert mailbox.role is Role.NONE


@given(
    st.lists(
        st.builds(
            RawListing,
            st.text() | st.sampled_from(["Sent", "INBOX.Sent", "Trash", "Drafts", "Archive"]),
            st.frozensets(st.sampled_from(["\\Sent", "\\trash", "\\Junk", "\\Noselect", "x"])),
            st.sampled_from(["/", ".", ""]),
        ),
        unique_by=lambda found: found.name.upper(),
    )
)
def test_every_mailbox_is_kept_and_no_role_is_given_twice(listings: list[RawListing]) -> None:
    mailboxes = with_roles(listings)
    assert [mailbox.name for mailbox in mailboxes] == [found.name for found in listings]
    given_roles = [mailbox.role for mailbox in mailboxes if mailbox.role is not Role.NONE]
    assert len(given_roles) == len(set(given_roles))
