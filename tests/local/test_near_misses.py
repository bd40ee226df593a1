"""Rules warn and tell where it means something, and not of honest mail that comes near."""

from dataclasses import replace

import pytest

from emailassist.domain.address import Address
from emailassist.domain.task import History, TriageTask
from emailassist.local.history_signs import history_signs
from emailassist.local.rulebook import Rulebook
from tests.local.conftest import MakeTask

OLD, NEW = "ES9121000418450200051332", "DE89370400440532013000"


def _vouched(domain: str) -> dict[str, str]:
    return {
        "Authentication-Results": f"mx.estudio.example; dkim=pass header.d={domain}; dmarc=none"
    }


PROVEN = _vouched("partner.example")
UNPROVEN = _vouched("mailer.example")
MAILING = {"List-Unsubscribe": "<https://partner.example/leave>"}


def _fired(task: TriageTask) -> set[str]:
    return {each.rule for each in Rulebook().fired(task)}


def _link(text: str, target: str) -> str:
    return f'<p><a href="{target}">{text}</a></p>'


@pytest.mark.parametrize(
    ("text", "headers", "warned"),
    [
        (f"Please pay to {NEW}.", PROVEN, True),
        (f"We have refunded it to your account {NEW}.", PROVEN, False),
        (f"Lo hemos ingresado en su cuenta {NEW}.", PROVEN, False),
        (f"Nous prélèverons 40 € sur votre compte {NEW}.", PROVEN, False),
        (f"Pay from your account today. Ours is {NEW}.", PROVEN, True),
        (f"Gifts go to {NEW}.", {**PROVEN, **MAILING}, False),
        (f"Gifts go to {NEW}.", {**UNPROVEN, **MAILING}, True),
    ],
)
def test_an_account_of_mine_or_of_a_mailing_replaces_none(
    make_task: MakeTask, text: str, headers: dict[str, str], *, warned: bool
) -> None:
    history = History(payees=(OLD,), own_payees=(OLD,))
    task = replace(make_task(text, headers=headers), history=history)
    assert any(sign.rule == "changed-payee" for sign in history_signs(task)) == warned


@pytest.mark.parametrize(("headers", "warned"), [(PROVEN, False), (UNPROVEN, True)])
def test_colleagues_who_are_proven_have_accounts_of_their_own(
    make_task: MakeTask, headers: dict[str, str], *, warned: bool
) -> None:
    task = make_task(f"My account is {NEW}.", headers=headers)
    task = replace(task, history=History(payees=(OLD,), own_payees=()))
    assert any(sign.rule == "changed-payee" for sign in history_signs(task)) == warned


@pytest.mark.parametrize(
    ("text", "headers", "warned"),
    [
        ("Food poisoning. Will you tell the client?", PROVEN, False),
        ("Estoy con fiebre; por favor, abre tú.", PROVEN, False),
        ("Are you free? I need a favour.", PROVEN, True),
        ("Please use the new account from now on.", PROVEN, True),
        ("Mándame los códigos de las tarjetas.", PROVEN, True),
        ("Connecte-toi : https://files.example", PROVEN, True),
        ("¿Puedes mandarme 600 euros hoy?", PROVEN, True),
        ("Do you have a moment? It has to be done discreetly.", PROVEN, True),
        ("Good morning.", UNPROVEN, True),
    ],
)
def test_a_friend_may_write_from_home(
    make_task: MakeTask, text: str, headers: dict[str, str], *, warned: bool
) -> None:
    friend = Address("Ana Ruiz", "ana@office.example")
    task = replace(make_task(text, headers=headers), history=History(namesakes=(friend,)))
    assert any(sign.rule == "borrowed-name" for sign in history_signs(task)) == warned


@pytest.mark.parametrize(
    ("sender", "fires"),
    [
        ("Estudio HR <estudio.hr@gmail.com>", True),
        ("Soporte Estudio <soporte26@outlook.es>", True),
        ("Comptabilité <compta.estudio@gmail.com>", True),
        ("Estudio Choir <estudiochoir@gmail.com>", False),
        ("Jo Estudio <jo.estudio@gmail.com>", False),
    ],
)
def test_an_office_of_mine_at_a_free_address(
    make_task: MakeTask, sender: str, *, fires: bool
) -> None:
    assert ("office-name-at-free-mail" in _fired(make_task(sender=sender))) == fires


def test_the_name_of_an_organisation_may_be_of_several_words(make_task: MakeTask) -> None:
    to = "Clara Vidal <clara@granja-ribera.example>"
    for sender in ("Granja Ribera RRHH <a@b.example>", "Granjaribera Nóminas <a@b.example>"):
        task = make_task(sender=sender, to=to)
        task = replace(task, me=replace(task.me, addresses=task.message.envelope.to))
        assert "your-name-elsewhere" in _fired(task)


@pytest.mark.parametrize(
    "sender", ["Estudio Council <clerk@b.example>", "Jo Estudio <j@b.example>"]
)
def test_somebody_of_the_same_name_is_no_office_of_mine(make_task: MakeTask, sender: str) -> None:
    assert "your-name-elsewhere" not in _fired(make_task(sender=sender))


def test_an_errand_that_need_not_be_done_is_none(make_task: MakeTask) -> None:
    sender = "Presidente <comunidad@gmail.com>"
    for text in ("No hay que hacer ninguna transferencia.", "You need not pay the invoice."):
        assert "boss-at-free-mail" not in _fired(make_task(text, sender=sender))
    assert "boss-at-free-mail" in _fired(make_task("Haz una transferencia.", sender=sender))


@pytest.mark.parametrize(
    ("target", "headers", "fires"),
    [
        ("https://elsewhere.example/x", PROVEN, True),
        ("https://t.mailer.example/c/1", {**UNPROVEN, **MAILING}, False),
        ("https://t.mailer.example/c/1", UNPROVEN, True),
        ("https://t.other.example/c/1", {**UNPROVEN, **MAILING}, True),
    ],
)
def test_a_mailing_service_that_signs_may_count_links_to_who_sends(
    make_task: MakeTask, target: str, headers: dict[str, str], *, fires: bool
) -> None:
    task = make_task(html=_link("www.partner.example/news", target), headers=headers)
    assert ("link-elsewhere" in _fired(task)) == fires
    mine = make_task(
        html=_link("https://files.estudio.example", "https://partner.example"), headers=PROVEN
    )
    assert "link-elsewhere" in _fired(mine)
    other = make_task(html=_link("www.bank.example", target), headers=headers)
    assert "link-elsewhere" in _fired(other)


@pytest.mark.parametrize(
    ("headers", "text", "fires"),
    [
        (
            PROVEN,
            "First meeting, as we said on the telephone. https://meet.partner.example/7",
            False,
        ),
        (UNPROVEN, "Join: https://meet.partner.example/7", True),
        (PROVEN, "You have won. Join: https://meet.partner.example/7", True),
    ],
)
def test_a_stranger_s_invitation(
    make_task: MakeTask, invitation: str, headers: dict[str, str], text: str, *, fires: bool
) -> None:
    task = make_task(text, headers=headers, calendar=invitation)
    fired = _fired(task)
    assert ("stranger-invites" in fired) == fires
    assert ("calendar-part" in fired) != fires
    assert "calendar-part" in _fired(replace(task, known_sender=True))


_SALAD = (
    "harvest lantern committee of rivers wrote about marbles then seven gardeners agreed upon a"
    " blue kettle"
)


@pytest.mark.parametrize(
    ("hidden", "fires"),
    [
        (_SALAD, True),
        ("Six new papers, and more" + "&zwnj;&nbsp;" * 200, False),
        ("Our catalogue is here. " * 20, False),
    ],
)
def test_hidden_text_is_words_that_are_not_shown(
    make_task: MakeTask, hidden: str, *, fires: bool
) -> None:
    html = f'<div style="display:none">{hidden}</div><p>Our catalogue is here.</p>'
    assert ("hidden-text" in _fired(make_task(html=html))) == fires


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("short-link", "The programme: https://bit.ly/3x"),
        ("tried-before", "We have tried to reach you by telephone."),
        ("hardly-text", "https://a.example"),
    ],
)
def test_weak_signs_are_of_senders_whom_nothing_proves(
    make_task: MakeTask, rule: str, text: str
) -> None:
    assert rule in _fired(make_task(text, headers=UNPROVEN))
    assert rule not in _fired(make_task(text, headers=PROVEN))


def test_what_goes_on_with_my_words_or_answers_by_itself_is_no_false_reply(
    make_task: MakeTask,
) -> None:
    came = {"Delivered-To": "clara@estudio.example"}
    theirs = {**came, "In-Reply-To": "<1@x.example>", "References": "<1@x.example>"}
    mine = {**came, "In-Reply-To": "<1@estudio.example>", "References": "<1@estudio.example>"}
    assert "false-reply" in _fired(make_task("Hello", headers=theirs))
    assert "false-reply" not in _fired(make_task("Hello", headers=mine))
    away = {**theirs, "Auto-Submitted": "auto-replied"}
    assert "false-reply" not in _fired(make_task("Hello", headers=away))


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("The archive is protected; the password is 4471.", True),
        ("La contraseña es tormo26.", True),
        ("Va comprimido, con la contraseña 4471.", True),
        ("Mot de passe de l'archive : 3310", True),
        ("The password is your date of birth.", False),
        ("La contraseña son los últimos dígitos de su DNI.", False),
        ("Le mot de passe vous a été remis sur papier.", False),
        ("Your password has not changed since 2024.", False),
    ],
)
def test_an_archive_with_its_key(make_task: MakeTask, text: str, *, fires: bool) -> None:
    fired = _fired(make_task(f"Open statement.zip.\n{text}"))
    assert ("locked-archive" in fired) == fires
