"""Quotes and signatures as the mail programs people use write them."""

import json
from pathlib import Path

import pytest

from emailassist.mime.html import html_to_text
from emailassist.mime.quotes import split_quoted
from emailassist.mime.signature import split_signature

CLIENTS = json.loads((Path(__file__).parent / "data" / "clients.json").read_text("utf-8"))
ANNOUNCED: dict[str, str] = CLIENTS["announcements"]
MARKED = [name for name, text in ANNOUNCED.items() if "\n" not in text.replace("\nescri", "")]
FOOTERS: list[str] = CLIENTS["footers"]


@pytest.mark.parametrize("name", ANNOUNCED)
def test_what_follows_an_announcement_is_quoted(name: str) -> None:
    own, quoted = split_quoted(f"Agreed, thanks.\n\n{ANNOUNCED[name]}\n\nCan we meet?\n\nAna")
    assert own == "Agreed, thanks."
    assert quoted.startswith(ANNOUNCED[name].split("\n", maxsplit=1)[0])
    assert quoted.endswith("Can we meet?\n\nAna")


@pytest.mark.parametrize("name", MARKED)
def test_answers_below_marked_quotes_are_own(name: str) -> None:
    own, quoted = split_quoted(f"{ANNOUNCED[name]}\n> Can we meet?\n\nYes.\n\n> When?\n\nToday.")
    assert own == "Yes.\n\nToday."
    assert "> When?" in quoted


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_device_says_so_at_the_end(footer: str) -> None:
    assert split_signature(f"All right.\n\nAna\n\n{footer}", None) == ("All right.\n\nAna", footer)


@pytest.mark.parametrize(
    "text",
    [
        "Sent by post yesterday, from the office.",
        "Get from A to B.",
        "Von Montag bis Freitag.",
        "Enviado ayer por correo.",
        "Envoyé hier par la poste.",
    ],
)
def test_a_last_line_of_prose_is_no_signature(text: str) -> None:
    assert split_signature(f"All right.\n\n{text}", None) == (f"All right.\n\n{text}", "")


@pytest.mark.parametrize(
    "html",
    [
        '<p>Own.</p><div class="gmail_quote"><div class="gmail_attr">2025-11-03, Ana:<br></div>'
        '<blockquote class="gmail_quote">Old</blockquote></div>',
        '<p>Own.</p><div class="moz-cite-prefix">3/11/25, Ana:</div>'
        '<blockquote type="cite">Old</blockquote>',
        '<p>Own.</p><div class="protonmail_quote">x<blockquote>Old</blockquote></div>',
        '<p>Own.</p><div name="quote">x<div>Old</div></div>',
        '<p>Own.</p><div class="yahoo_quoted">x<div>Old</div></div>',
        '<p>Own.</p><hr id="zwchr"><div><b>Od: </b>Ana &lt;a@b.com&gt;<br><b>Komu: </b>Bob<br>'
        "<b>Wysłano: </b>3 listopada 2025 16:05<br></div><p>Old</p>",
        '<p>Own.</p><div id="appendonsend"></div><div id="divRplyFwdMsg"><b>Lähettäjä:</b> Ana '
        "&lt;a@b.com&gt;<br><b>Lähetetty:</b> 3. marraskuuta 2025 16:05<br><b>Aihe:</b> Plan</div>"
        "<p>Old</p>",
    ],
)
def test_html_says_where_the_quote_is_in_any_language(html: str) -> None:
    own, quoted = split_quoted(html_to_text(html).visible)
    assert own == "Own."
    assert "Old" in quoted


def test_a_forward_in_html_is_not_taken_for_a_quote() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------'
        "<br>De: Ana &lt;a@b.com&gt;<br>Date: lun, 3 nov 2025<br>Subject: Plan</div>"
        "<p>News</p></div>"
    )
    own, quoted = split_quoted(html_to_text(html).visible)
    assert own.endswith("News")
    assert quoted == ""


def test_of_a_bare_forward_the_quotes_in_it_are_split_off() -> None:
    own, quoted = split_quoted(
        "----- Transféré par Eva le 31/05/2018 12:24 -----\n\nDe : Ana <a@b.com>\n"
        "Date : 30/05/2018 15:56\nObjet : Plan\n\nOui.\n\n"
        "Le mer. 30 mai 2018 à 09:58, Bob <b@c.com> a écrit :\n> Alors ?"
    )
    assert own.endswith("Oui.")
    assert quoted.endswith("> Alors ?")
