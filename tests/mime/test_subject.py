import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.mime.parse import parse_message
from emailassist.mime.subject import base_subject, reply_subject


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Budget", "Budget"),
        ("Re: Budget", "Budget"),
        ("RE: re: Fwd: Budget", "Budget"),
        ("Re[2]: Budget", "Budget"),
        ("Re : Budget", "Budget"),
        ("RV: Presupuesto", "Presupuesto"),
        ("Rép : TR: Le budget", "Le budget"),
        ("AW: WG: Angebot", "Angebot"),
        ("[staff] Re: [staff] Budget", "Budget"),
        ("Budget (fwd)", "Budget"),
        ("[Fwd: Re: Budget]", "Budget"),
        ("[only a label]", "[only a label]"),
        ("  Budget \t 2026 ", "Budget 2026"),
        ("Resumen: ventas", "Resumen: ventas"),
        ("", ""),
        ("Re:", ""),
    ],
)
def test_base_subject_leaves_what_a_thread_shares(subject: str, base: str) -> None:
    assert base_subject(subject) == base


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Budget", "Re: Budget"),
        ("RE: Re: Budget", "Re: Budget"),
        ("AW: Angebot", "Re: Angebot"),
        ("Re: [ticket 12] Re: Printer", "Re: [ticket 12] Printer"),
        ("", "Re:"),
    ],
)
def test_a_reply_is_marked_once_and_keeps_labels(subject: str, reply: str) -> None:
    assert reply_subject(subject) == reply


@given(st.text())
def test_replying_again_changes_nothing(subject: str) -> None:
    once = reply_subject(subject)
    assert reply_subject(once) == once
    assert base_subject(base_subject(subject)) == base_subject(subject)


def test_a_subject_turns_nothing_around() -> None:
    raw = (
        b"Subject: =?utf-8?q?Picture_=E2=80=AEgnp=2Eexe?=\r\n"
        b"From: =?utf-8?q?=E2=80=AEBob?= <b@x.example>\r\n\r\nx"
    )
    envelope = parse_message(raw).envelope
    assert envelope.subject == "Picture gnp.exe"
    assert envelope.sender is not None
    assert envelope.sender.name == "Bob"
