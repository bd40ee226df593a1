import base64
from binascii import b2a_uu
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.message import Protection
from emailassist.mime import quick
from emailassist.mime.cms import signed_content
from emailassist.mime.parse import parse_message
from emailassist.mime.parts import attachment_bytes
from emailassist.mime.rtf import rtf_text, uncompressed
from emailassist.mime.tnef import read_tnef
from tests.mime.winmail import winmail

SMIME = Path(__file__).parent / "data" / "smime"
UNICODE, BYTES, STRING, NUMBER = 0x1F, 0x102, 0x1E, 3
BODY, HTML, RTF, LONG_NAME, CONTENT_ID, CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3707, 0x3712, 0x3FDE
# The example of MS-OXRTFCP section 4.1.
RICH_TEXT = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c64"
    "7d0a800fa0"
)


def message(text: str, data: bytes, kind: str = "application/ms-tnef") -> bytes:
    return (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: {kind}; name=winmail.dat\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.encodebytes(data).decode()}\r\n--b--\r\n"
    ).encode()


FILES = [
    ("PLAN~1.PDF", b"%PDF-", [(UNICODE, LONG_NAME, "Plán de año.pdf\0".encode("utf-16-le"))]),
    ("..\\evil.exe", b"MZ", [(NUMBER, 0x3705, b"\1\0\0\0"), (STRING, 0x8001, b"odd\0")]),
    ("logo.png", b"\x89PNG", [(STRING, CONTENT_ID, b"logo@x\0")]),
]


@pytest.mark.parametrize("kind", ["application/ms-tnef", "application/octet-stream"])
def test_the_files_in_winmail_dat_stand_in_its_place(kind: str) -> None:
    body = [(UNICODE, BODY, "Hola\0".encode("utf-16-le"))]
    raw = message("Hola", winmail(body, FILES), kind)
    parsed = parse_message(raw)
    plan, evil, logo = parsed.attachments
    assert parsed.text == "Hola"
    assert (plan.filename, plan.content_type, plan.size) == (
        "Plán de año.pdf",
        "application/pdf",
        5,
    )
    assert evil.filename == "evil.exe"
    assert (logo.content_id, logo.inline) == ("logo@x", True)
    assert attachment_bytes(raw, plan.position) == b"%PDF-"
    assert attachment_bytes(raw, evil.position) == b"MZ"
    assert quick.indexable(raw).filenames == ("Plán de año.pdf", "evil.exe", "logo.png")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([(UNICODE, BODY, "Año\0".encode("utf-16-le"))], "Año"),
        ([(STRING, BODY, b"A\xf1o\0")], "Año"),
        ([(NUMBER, CODEPAGE, b"\xe9\xfd\0\0"), (BYTES, HTML, "<p>Año</p>".encode())], "Año"),
        ([(BYTES, RTF, RICH_TEXT)], "hello world"),
    ],
)
def test_the_text_in_winmail_dat_is_read_when_there_is_no_other(
    values: list[tuple[int, int, bytes]], text: str
) -> None:
    assert parse_message(message("", winmail(values))).text == text


def test_a_winmail_dat_that_cannot_be_read_stays_an_attachment() -> None:
    parsed = parse_message(message("Hi", b"no TNEF"))
    assert [each.filename for each in parsed.attachments] == ["winmail.dat"]


def test_what_is_left_of_a_cut_winmail_dat_is_read() -> None:
    whole = winmail([], FILES)
    found = read_tnef(whole[: len(whole) - 150])
    assert found is not None
    assert found.files[0].name == "Plán de año.pdf"


def test_rich_text_is_reduced_to_words() -> None:
    assert uncompressed(RICH_TEXT).startswith(rb"{\rtf1\ansi\ansicpg1252\pard hello world}")
    rich = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator x}a\'f1o \u8364?\par b\tab c}"
    assert rtf_text(rich) == "año €\nb\tc"


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes, values: bytes) -> None:
    read_tnef(winmail()[:6] + data)
    read_tnef(winmail() + b"\1\3\x90\6\0" + len(values).to_bytes(4, "little") + values + b"\0\0")
    rtf_text(uncompressed(RICH_TEXT[:16] + data))
    rtf_text(data)
    signed_content(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + data)


@given(st.integers(0, 700), st.integers(0, 255))
def test_a_broken_signature_is_read_or_refused(at: int, byte: int) -> None:
    raw = (SMIME / "signed_der.eml").read_bytes()
    data = bytearray(base64.b64decode(raw.split(b"\n\n", 1)[1]))
    data[at] = byte
    signed_content(bytes(data))


@pytest.mark.parametrize("name", ["signed_der", "signed_ber"])
def test_a_message_inside_an_opaque_signature_is_read(name: str) -> None:
    raw = (SMIME / f"{name}.eml").read_bytes()
    parsed = parse_message(raw)
    assert parsed.text == "Acordado, año nuevo."
    assert parsed.protection is Protection.SMIME_SIGNED
    assert [each.filename for each in parsed.attachments] == ["smime.p7m", "plan.pdf"]
    assert attachment_bytes(raw, parsed.attachments[1].position) == b"%PDF-"
    assert quick.indexable(raw).text == parsed.text


def test_an_encrypted_message_is_told_as_such() -> None:
    parsed = parse_message((SMIME / "encrypted.eml").read_bytes())
    assert parsed.protection is Protection.SMIME_ENCRYPTED
    assert [each.filename for each in parsed.attachments] == ["smime.p7m"]
    pgp = (
        b"Content-Type: multipart/encrypted; protocol=application/pgp-encrypted; boundary=b\n\n"
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
        b"--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\nx\n--b--\n"
    )
    assert parse_message(pgp).protection is Protection.PGP_ENCRYPTED
    assert parse_message(b"\n-----BEGIN PGP MESSAGE-----\n\nx").protection is (
        Protection.PGP_ENCRYPTED
    )


def test_a_detached_signature_leaves_the_text() -> None:
    parsed = parse_message(
        b"Content-Type: multipart/signed; boundary=b\n\n--b\n\nHello\n"
        b"--b\nContent-Type: application/pgp-signature; name=signature.asc\n\nx\n--b--\n"
    )
    assert (parsed.text, parsed.protection) == ("Hello", Protection.PGP_SIGNED)
    assert parse_message(b"Subject: x\n\nHello").protection is None


def test_uuencoded_files_in_the_text_are_attachments() -> None:
    data = bytes(range(200))
    lines = b"".join(b2a_uu(data[at : at + 45]) for at in range(0, 200, 45))
    raw = b"Subject: x\n\nSee this:\n\nbegin 644 a/report.pdf\n%s`\nend\n\nAna\n" % lines
    parsed = parse_message(raw)
    assert parsed.text == "See this:\n\n[a/report.pdf]\n\nAna"
    (file,) = parsed.attachments
    assert (file.filename, file.content_type, file.size) == ("report.pdf", "application/pdf", 200)
    assert attachment_bytes(raw, file.position) == data
    assert quick.indexable(raw).filenames == ("report.pdf",)


@pytest.mark.parametrize(
    "text",
    ["begin 644 words\nThat is how it starts.\nend", "begin 123 x\n\nend", "begin 644 x\n#abc"],
)
def test_prose_is_not_taken_for_a_uuencoded_file(text: str) -> None:
    parsed = parse_message(f"Subject: x\n\n{text}".encode())
    assert (parsed.text, parsed.attachments) == (text, ())
