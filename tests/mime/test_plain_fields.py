"""What is read the quick way is read as it is the long way."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from emailassist.mime import headers, plain_fields
from emailassist.mime.charset import one_line

CHARSETS = st.sampled_from(["utf-8", "UTF-8", "iso-8859-1", "iso-2022-jp", "utf-8*en", "no", ""])
ENCODED = st.sampled_from(
    ["=C3=A9", "w6k=", "w6", "k=", "a_b", "=0A=0D", "=EF=BB=BF", "GyRCJCIbKEI=", "=", "", "a b",
     "?", "=EF=BF=BF", "=C2=A0", "=00", "caf=E9", "é"]
)  # fmt: skip
WORD = st.builds("=?{}?{}?{}?=".format, CHARSETS, st.sampled_from("bBqQ"), ENCODED)
AROUND = st.sampled_from(
    ["", " ", "\t", "  ", "Re: ", "é", " (2)", "=", "?", "=?", "\ufeff", "\x00"]
)
SUBJECTS = st.lists(WORD | AROUND, max_size=5).map("".join)
DATES = st.builds(
    "{}{} {} {} {}{}".format,
    st.sampled_from(["", "Tue, ", "Die, "]),
    st.sampled_from(["0", "3", "03", "29", "31", "32"]),
    st.sampled_from(["Feb", "Nov", "Dez"]),
    st.sampled_from(["1899", "1900", "2024", "2026"]),
    st.sampled_from(["10:15", "10:15:07", "24:00:00", "23:59:60", "23:60", "00:00:00", "1:02:03"]),
    st.sampled_from([" +0000", " -0000", " +0530", " -2359", " +2400", " +0160", " (UTC)", " GMT"]),
)


@given(SUBJECTS)
def test_encoded_words_in_a_row_are_decoded_as_any_others(text: str) -> None:
    assert headers.decoded(text) == one_line(headers._replace_words(text, lambda word: word))


def test_ordinary_encoded_words_are_read_the_quick_way() -> None:
    def shown(charset: str, encoding: str, words: list[str]) -> str:
        return f"{charset}/{encoding}/{'+'.join(words)}"

    text = "Re: =?utf-8?Q?Caf?= =?utf-8?Q?=C3=A9?= (2)"
    assert plain_fields.words(text, shown) == "Re: utf-8/Q/Caf+=C3=A9 (2)"
    assert plain_fields.words("=?utf-8?Q?Caf?= =?utf-8?B?w6k=?=", shown) is None


@given(DATES)
def test_an_ordinary_date_is_read_as_any_other(text: str) -> None:
    found = plain_fields.moment(text)
    assert found is None or _told(found) == _told(headers._rfc_date(text))


def _told(moment: datetime | None) -> str:
    """With its zone, which does not count when two moments are compared."""
    return moment.isoformat() if moment else ""
