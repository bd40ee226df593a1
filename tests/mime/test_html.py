import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.mime.html import html_to_text
from emailassist.mime.quotes import split_quoted


def test_structure_becomes_readable_text() -> None:
    page = """<html><head><title>no</title></head><body>
    <h1>Plan</h1><p>First   paragraph<br>second line</p>
    <ul><li>one<li>two</ul><ol><li>uno</li><li>dos</li></ol>
    <table><tr><td>Price</td><td>9&nbsp;&euro;</td></tr>
    <tr><td>Date</td><td>3 May</td></tr></table>
    <p><a href="https://example.com/x">our page</a></p><script>no()</script>
    <!-- no --></body></html>"""
    assert html_to_text(page).visible == (
        "Plan\n\nFirst paragraph\nsecond line\n\n- one\n- two\n\n1. uno\n2. dos\n\n"
        "Price 9\xa0€\nDate 3 May\n\nour page"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">secret</div>',
        '<div style="display: none !important"><p>secret</p></div>',
        '<span style="visibility:hidden">secret</span>',
        '<span style="font-size:0">secret</span>',
        '<span style="font-size:1px">secret</span>',
        '<span style="opacity:0">secret</span>',
        '<span style="color:#ffffff">secret</span>',
        '<font color="white">secret</font>',
        '<span style="color:transparent">secret</span>',
        '<td bgcolor="#222"><font color="#232323">secret</font></td>',
        '<div style="background:#003366;color:rgb(0,51,102)">secret</div>',
        '<div style="position:absolute;left:-9999px">secret</div>',
        '<div style="text-indent:-9999px">secret</div>',
        "<p hidden>secret</p>",
        '<div style="height:0;overflow:hidden">secret</div>',
        '<div style="max-height:0px;overflow:hidden">secret</div>',
        "<style>.x{display:none}</style><p class=x>secret</p>",
        "<style>p.x{color:#fff}</style><p class=x>secret</p>",
    ],
)
def test_text_that_nobody_sees_is_hidden(hidden: str) -> None:
    text = html_to_text(f"<table><tr><td>before</td>{hidden}<td>after</td></tr></table>")
    assert text.hidden == "secret"
    assert "".join(text.visible.split()) == "beforeafter"


@pytest.mark.parametrize(
    "shown",
    [
        '<td style="font-size:0"><span style="font-size:14px">shown</span></td>',
        '<td bgcolor="#000000"><font color="#ffffff">shown</font></td>',
        '<td background="x.png"><font color="#ffffff">shown</font></td>',
        '<div style="background:linear-gradient(#000,#333);color:#fff">shown</div>',
        '<div style="visibility:hidden"><b style="visibility:visible">shown</b></div>',
        '<div style="height:0">shown</div>',
        '<div style="color:#fff"><p style="color:#000">shown</p></div>',
        "<style>@media print{.x{display:none}}</style><p class=x>shown</p>",
    ],
)
def test_text_that_can_be_seen_is_visible(shown: str) -> None:
    text = html_to_text(shown)
    assert (text.visible, text.hidden) == ("shown", "")


@pytest.mark.parametrize(
    "reply",
    [
        '<div>Yes.</div><div class="gmail_quote"><div>On 3 Nov 2026 at 10:15, Ana wrote:<br></div>'
        '<blockquote class="gmail_quote">Tuesday?<blockquote>Plan</blockquote></blockquote></div>',
        '<p>Yes.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> Ana'
        " &lt;ana@example.com&gt;<br><b>Sent:</b> 3 November 2026 10:15<br><b>To:</b> Clara<br>"
        "<b>Subject:</b> Plan</p></div><p>Tuesday?</p>",
        '<div>Yes.</div><blockquote type="cite">Tuesday?</blockquote>',
        '<div>Yes.</div><div class="yahoo_quoted">Tuesday?</div>',
    ],
)
def test_quotes_in_html_are_found(reply: str) -> None:
    own, quoted = split_quoted(html_to_text(reply).visible)
    assert own == "Yes."
    assert "Tuesday?" in quoted


def test_an_indented_paragraph_is_no_quote() -> None:
    page = '<p>See:</p><blockquote style="border:none;margin:0 0 0 40px">the plan</blockquote>'
    assert html_to_text(page).visible == "See:\n\nthe plan"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "deep" + "</div>" * 10_000 + "<p>end",
        "<div>" * 10_000 + "deep<p>end",
        "<b>" * 100_000 + "deep<p>end",
        "<table><tr><td>" * 5_000 + "deep<p>end",
        "<div>" * 120 + "<b>deep</b> " * 5_000 + "end",
    ],
)
def test_deep_nesting_neither_crashes_nor_loses_text(page: str) -> None:
    words = html_to_text(page).visible.split()
    assert words[0] == "deep"
    assert words[-1] == "end"


PIECES = """<p> </p> <div/style='display:none'> </div> <ul> <li> </ol> <table> <td> <pre> <br>
<blockquote> </blockquote> <img/alt=x> <!-- --> <style> p{color:#fff} </style> <svg> <b &#0; &lt;
<html> <head>"""
MARKUP = st.lists(st.sampled_from(PIECES.split()) | st.text(max_size=8), max_size=30).map("".join)


@settings(max_examples=200)
@given(MARKUP)
def test_any_markup_gives_clean_text(page: str) -> None:
    text = html_to_text(page)
    assert "\n\n\n" not in text.visible
    assert "\x00" not in text.visible + text.hidden
