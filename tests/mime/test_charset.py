import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.mime.charset import clean, decode, known_charset
from emailassist.mime.parse import parse_message

TEXTS = {
    "ru": "Добрый день! Просим вас подтвердить получение документов до пятницы.",
    "ja": "会議の日程についてご確認をお願いします。",
    "zh": "您好，请问会议的时间可以改到明天下午吗？谢谢",  # noqa: RUF001
    "tw": "您好，請問會議的時間可以改到明天下午嗎？謝謝",  # noqa: RUF001
    "ko": "안녕하세요, 회의 일정을 확인해 주세요.",
    "el": "Καλημέρα σας, παρακαλώ επιβεβαιώστε την παραλαβή.",
    "es": "Mañana la reunión será a las diez, ¿vale? El año próximo también.",
    "fr": "Ça a été décidé à l'hôtel près de la forêt où Noël fut fêté",
    "de": "Größe, Maße, Straße, süß, schön, ähnlich, Übermut",
}
CHARSETS = {
    "ru": ("cp1251", "koi8_r", "iso8859_5", "cp866"),
    "ja": ("euc_jp", "cp932", "iso2022_jp"),
    "zh": ("gb18030",),
    "tw": ("big5",),
    "ko": ("cp949",),
    "el": ("cp1253",),
    "es": ("cp1252",),
    "fr": ("cp1252",),
    "de": ("cp1252",),
}
PAIRS = [(language, charset) for language, names in CHARSETS.items() for charset in names]


@pytest.mark.parametrize("said", [None, "us-ascii", "iso-8859-1", "utf-8", "x-unknown", "default"])
@pytest.mark.parametrize(("language", "charset"), PAIRS)
def test_text_is_read_whatever_its_charset_is_said_to_be(
    language: str, charset: str, said: str | None
) -> None:
    assert decode(TEXTS[language].encode(charset), said) == TEXTS[language]


@pytest.mark.parametrize(("language", "charset"), PAIRS)
def test_text_is_read_when_it_says_what_it_is_or_is_utf_8(language: str, charset: str) -> None:
    assert decode(TEXTS[language].encode(charset), charset) == TEXTS[language]
    assert decode(TEXTS[language].encode(), charset) == TEXTS[language]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-7", "Mañana & más"),
        ("utf-16", "Año"),
        ("utf-16-le", "Año"),
        ("hz", "会议"),
        ("iso-2022-kr", "회의"),
        ("gb2312", "会议 你好"),
        ("windows-1250", "Zażółć gęślą"),
        ("iso-8859-2", "Zażółć gęślą jaźń"),
        ("windows-1255", "שלום"),
        ("windows-1256", "مرحبا"),
        ("windows-1254", "İstanbul ğüş"),
        ("tis-620", "สวัสดี"),
        ("koi8-u", "Привіт"),
    ],
)
def test_declared_charsets_are_believed(charset: str, text: str) -> None:
    assert decode(text.encode(charset), charset) == text


def test_a_broken_character_does_not_change_the_charset() -> None:
    assert decode("会議の日程".encode("cp932") + b"\x81", "shift_jis") == "会議の日程\ufffd"
    assert decode("El año próximo".encode() + b"\xc3", "utf-8") == "El año próximo\ufffd"


def test_raw_subjects_are_read_like_texts() -> None:
    raw = b"Subject: " + "Привет, как дела".encode("koi8_r") + b"\r\n\r\n"
    assert parse_message(raw).envelope.subject == "Привет, как дела"


@given(
    st.binary(max_size=80), st.sampled_from([None, "utf-8", "big5", "utf-7", "hz", "x", "cp037"])
)
def test_any_bytes_are_text(data: bytes, charset: str | None) -> None:
    clean(decode(data, charset)).encode()


@pytest.mark.parametrize(
    "name", ["rot13", "base64", "zlib", "idna", "unicode_escape", "a\x00b", ""]
)
def test_codecs_that_are_no_charsets_are_refused(name: str) -> None:
    assert known_charset(name) is None
