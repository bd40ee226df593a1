import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from emailassist.mime.html import html_to_text
from emailassist.mime.links import SuspiciousLink
from emailassist.mime.sanitize import safe_html

GIF = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
TAGS = (
    "html body a abbr address b blockquote br caption center cite code dd del div dl dt em font h1"
    " h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strike strong sub sup table"
    " tbody td tfoot th thead tr tt u ul var"
)
ALLOWED = frozenset(TAGS.split())
NAMES = (
    "align alt bgcolor border cellpadding cellspacing color colspan dir face height href rowspan"
    " size src start style type valign width"
)
ATTRIBUTES = frozenset(NAMES.split())


def assert_harmless(page: str) -> None:
    root: HtmlElement = document_fromstring(f"<html><body>{page}</body></html>")
    for element in root.iter("*"):
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ATTRIBUTES
        assert re.match(r"(?i)https?://|mailto:", element.get("href", "http://"))
        assert re.match(r"cid:|data:image/(png|jpe?g|gif);base64,", element.get("src", "cid:"))
        assert not re.search(r"(?i)url|expression|\\|@|javascript|[<>]", element.get("style", ""))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<svg onload=alert(1)><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<meta http-equiv=refresh content='0;url=http://x.example'>",
        "<form action='http://x.example'><input name=q><button>go</button></form>",
        "<iframe src='http://x.example'></iframe><object data=x></object><embed src=x>",
        "<p style='background:url(http://x.example/a.png)'>x</p>",
        "<p style='background:u\\72l(http://x.example)'>x</p>",
        "<p style='width:expression(alert(1))'>x</p>",
        "<style>@import url(http://x.example/x.css);p{background:url(//x.example)}</style><p>x</p>",
        "<link rel=stylesheet href='http://x.example/x.css'><base href='http://x.example/'>",
        "<img src='file:///etc/passwd'><img src='/etc/passwd'><img src='data:image/svg+xml,x'>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<style></style><!--</style><script>alert(1)</script>-->",
        "<textarea></textarea><xmp><script>alert(1)</script></xmp>",
    ],
)
def test_nothing_active_is_left(attack: str) -> None:
    safe = safe_html(f"<p>before</p>{attack}<p>after</p>")
    assert_harmless(safe.html)
    assert "before" in safe.html
    assert "alert" not in safe.html


MARKUP = """<script> </script> <style> </style> <svg> <math> <img/src= onerror=x 'javascript:x'
<a/href= > " ' <!-- --> <p/style=' url( ) \\ <title> <textarea> <noscript> <template> <table> <td>
<iframe/srcdoc= expression( http://x.example cid:a <![CDATA[ <?xml <foreignObject> &lt;"""
PIECES = st.sampled_from(
    [piece.replace("/", " ", 1) if "=" in piece else piece for piece in MARKUP.split()]
)


@settings(max_examples=300)
@given(st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join), st.booleans())
def test_any_markup_is_made_harmless(page: str, dark: bool) -> None:
    assert_harmless(safe_html(page, dark=dark).html)


def test_remote_images_are_counted_and_replaced_by_their_text() -> None:
    safe = safe_html(
        "<img src='http://x.example/a.png' alt='Logo'>"
        "<img src='//x.example/p.gif' width=1 height=1><img src='https://x.example/b.png'><td background='http://x.example/c.png'>text</td>"
    )
    assert safe.remote_images == 4
    assert "x.example" not in safe.html
    assert "[Logo]" in safe.html
    assert safe.html.count("[image]") == 1


def test_images_of_the_mail_itself_are_kept() -> None:
    safe = safe_html(f"<img src='cid:logo@x' width='20px'><img src='{GIF}'>")
    assert '<img src="cid:logo@x" width="20">' in safe.html
    assert f'src="{GIF}"' in safe.html
    assert safe.remote_images == 0
    assert "<img" not in safe_html("<img src='data:image/gif;base64,AAAA'>").html


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("<a href='http://evil.example/x'>www.bank.com</a>", "evil.example"),
        ("<a href='http://evil.example'>Log in at https://bank.com/login now</a>", "evil.example"),
        ("<a href='http://bank.com.evil.example'><b>bank</b>.com</a>", "bank.com.evil.example"),
        ("<a href='mailto:x@evil.example'>help@bank.com</a>", "evil.example"),
        ("<a href='https://bank.com@evil.example/'>your account</a>", "evil.example"),
        ("<a href='https://b\u0430nk.com/'>bank.com</a>", "xn--bnk-6cd.com"),
    ],
)
def test_misleading_links_say_where_they_go(link: str, target: str) -> None:
    safe = safe_html(f"<p>{link} rest</p>")
    assert [found.target for found in safe.suspicious_links] == [target]
    assert f"[→ {target}]</b> rest" in safe.html


@pytest.mark.parametrize(
    "link",
    [
        "<a href='https://www.bank.com/x'>bank.com</a>",
        "<a href='https://login.bank.co.uk/x'>www.bank.co.uk</a>",
        "<a href='https://example.com/readme'>README.md</a>",
        "<a href='https://example.com/x'>Read more in version 2.0</a>",
        "<a href='mailto:ana@example.com'>ana@example.com</a>",
    ],
)
def test_honest_links_are_left_alone(link: str) -> None:
    safe = safe_html(link)
    assert safe.suspicious_links == ()
    assert "→" not in safe.html
    assert "href=" in safe.html


def test_a_suspicious_link_carries_its_text() -> None:
    safe = safe_html("<a href='http://evil.example/x'>www.bank.com</a>")
    assert safe.suspicious_links == (SuspiciousLink("www.bank.com", "evil.example"),)


def test_style_sheets_are_inlined_and_gradients_become_a_colour() -> None:
    page = "<style>.b{background:linear-gradient(90deg,#ff0000,#00ff00);color:#fff}</style>"
    safe = safe_html(f"{page}<a class=b href='https://example.com'>Go</a>")
    assert 'style="color: #ffffff; background-color: #ff0000"' in safe.html


def test_the_dark_window_s_own_colours_apply() -> None:
    page = "<table bgcolor=#ffffff><tr><td style='color:#111;background:#fff;padding:4px'>"
    dark = safe_html(f"{page}<font color=red>text</font></td></tr></table>", dark=True).html
    assert "color" not in dark
    assert "padding: 4px" in dark


def test_hidden_text_is_not_shown() -> None:
    safe = safe_html(
        "<p>a<span style='display:none'>secret</span>b</p><p style='font-size:0'>more</p>"
    )
    assert "secret" not in safe.html
    assert "more" not in safe.html


def test_deep_tables_are_flattened() -> None:
    html = "<table><tr><td>" * 20 + "text" + "</td></tr></table>" * 20
    safe = safe_html(html).html
    assert safe.count("<table") == 8
    assert "text" in safe


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "deep",
        "<b>" * 100_000 + "deep",
        "deep" + "<p>x" * 100_000,
        "",
        "<",
        "\x00",
    ],
)
def test_huge_and_broken_pages_end_in_bounded_html(page: str) -> None:
    safe = safe_html(page)
    assert len(safe.html) < 300_000
    assert ("deep" in safe.html) == ("deep" in page)


@pytest.mark.parametrize("sign", ["&#1;", "&#x1f", "&#0012;", "\x0c", "&#55296;", "&#65535;"])
def test_characters_that_are_none_do_no_harm(sign: str) -> None:
    deep = "<div>" * 120
    page = (
        f"<style>p{{color:red}}{sign}</style>{deep}<img alt='a{sign}b'><a href='http://x/{sign}'>"
    )
    assert_harmless(safe_html(f"{page}www.y.com{sign}</a>").html)
    assert "text" in html_to_text(f"{page}text{sign}").visible


@settings(max_examples=100)
@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=10))
def test_words_survive(words: list[str]) -> None:
    page = "".join(f"<p><b>{word}</b></p>" for word in words)
    assert html_to_text(safe_html(page).html).visible.split() == words
