import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.mime.filenames import LONGEST, is_message, is_program, numbered, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\temp\\x.txt", "C_temp_x.txt"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("plan\u200b.pdf", "plan_.pdf"),
        (".bashrc", "bashrc"),
        ("..", "attachment-4"),
        ("", "attachment-4"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("contract.pdf", "contract.pdf"),
        ("trailing. ", "trailing"),
        ('a"b<c>|d?.txt', "a_b_c_d_.txt"),
        ("Cafe\u0301.txt", "Café.txt"),
        ("資料 7.zip", "資料 7.zip"),
        ("name\ud800.txt", "name_.txt"),
    ],
)
def test_names_are_plain_file_names(name: str, safe: str) -> None:
    assert safe_name(name, "attachment-4") == safe


@given(st.text(max_size=400))
def test_any_name_is_a_file_name(name: str) -> None:
    safe = safe_name(name, "attachment-0")
    assert 0 < len(safe.encode()) <= LONGEST + 1
    assert not set(safe) & set('/\\:*?"<>|\x00\n\u202e')
    assert safe.strip(" .") == safe
    assert safe_name(safe, "x") == safe


def test_long_names_keep_their_extension() -> None:
    assert safe_name("ñ" * 300 + ".tar.gz", "x").endswith("ñ.gz")


def test_the_second_of_a_name_gets_a_number() -> None:
    assert numbered("plan.pdf", 2) == "plan (2).pdf"
    assert numbered("README", 3) == "README (3)"


@pytest.mark.parametrize(
    ("name", "kind", "runs"),
    [
        ("plan.pdf", "application/pdf", False),
        ("plan.pdf.exe", "application/pdf", True),
        ("plan.EXE. ", "application/octet-stream", True),
        ("plan\u202efdp.scr", "application/pdf", True),
        ("budget.xlsm", "application/vnd.ms-excel", True),
        ("budget.xlsx", "application/vnd.ms-excel", False),
        ("", "application/x-msdownload", True),
        ("photo.jpg", "image/jpeg", False),
    ],
)
def test_programs_are_told_by_what_the_system_would_do(name: str, kind: str, *, runs: bool) -> None:
    assert is_program(name, kind) == runs


def test_messages_are_told_by_type_or_name() -> None:
    assert is_message("", "message/rfc822")
    assert is_message("Plan.EML", "application/octet-stream")
    assert not is_message("plan.pdf", "application/pdf")
