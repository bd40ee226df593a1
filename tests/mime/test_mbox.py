import mailbox
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.errors import InputError
from emailassist.domain.mailbox import ANSWERED, DELETED, DRAFT, FLAGGED, SEEN
from emailassist.domain.transfer import FiledMessage
from emailassist.mime import mbox

DATE = datetime(2026, 11, 18, 9, 30, 15, tzinfo=UTC)
LINE = "From MAILER-DAEMON Wed Nov 18 09:30:15 2026\n"


def read(data: bytes) -> tuple[list[FiledMessage], list[str]]:
    problems: list[str] = []
    return list(mbox.read(BytesIO(data), "a.mbox", problems)), problems


_LINES = st.sampled_from(
    [
        *("From x\n", ">From y\r\n", ">>From z", LINE, "\n", "\r\n", "\r", "Status: RO\n"),
        *("X-Emailassist-Octets: 3\n", "Content-Length: 4\n", "Subject: x\r\n"),
    ]
)
_RAWS = st.lists(_LINES | st.text(max_size=4), max_size=8).map(lambda each: "".join(each).encode())
_FLAGS = st.frozensets(st.sampled_from([SEEN, ANSWERED, FLAGGED, DRAFT, DELETED, "$Work", "é"]))


@given(st.lists(st.tuples(_RAWS, _FLAGS), min_size=1, max_size=4))
def test_what_is_written_comes_back_byte_for_byte(mail: list[tuple[bytes, frozenset[str]]]) -> None:
    written = [FiledMessage("", raw, DATE, flags) for raw, flags in mail]
    found, problems = read(b"".join(map(mbox.entry, written)))
    assert problems == []
    assert [(each.raw, each.flags) for each in found] == mail
    assert {each.received_at for each in found} == {DATE}


@given(st.binary(max_size=60))
def test_no_file_is_too_odd(data: bytes) -> None:
    read(LINE.encode() + data)


def test_other_programs_read_it(tmp_path: Path) -> None:
    raw = b"Subject: one\r\n\r\nFrom here\r\n"
    flags = frozenset({SEEN, ANSWERED, FLAGGED, "$Work"})
    path = tmp_path / "a.mbox"
    path.write_bytes(mbox.entry(FiledMessage("", raw, DATE, flags)) * 2)
    with closing(mailbox.mbox(path)) as box:
        assert [each["Subject"] for each in box] == ["one", "one"]
        assert {each.get_flags() for each in box} == {"ROAF"}
        assert {each["X-Keywords"] for each in box} == {"$Work"}


@pytest.mark.parametrize(
    ("body", "raw"),
    [
        ("Subject: a\n\n>From x\n\n", b"Subject: a\n\nFrom x\n"),
        ("Subject: a\r\n\r\ntext\r\n\r\n", b"Subject: a\r\n\r\ntext\r\n"),
        ("Subject: a\n\nno blank line at the end\n", b"Subject: a\n\nno blank line at the end\n"),
        ("Subject: a\n\nFrom me to you\n>From x\n\n", b"Subject: a\n\nFrom me to you\n>From x\n"),
    ],
)
def test_files_of_other_programs_are_read(body: str, raw: bytes) -> None:
    found, _ = read(f"{LINE}{body}{LINE}Subject: b\n\n".encode())
    assert [each.raw for each in found] == [raw, b"Subject: b\n"]


def test_a_stated_length_protects_separators() -> None:
    body = f"x\n\n{LINE}y\n"
    head = f"Content-Length: {len(body)}\n\n"
    found, _ = read(f"{LINE}{head}{body}\n{LINE}Subject: b\n\n".encode())
    assert [each.raw for each in found] == [f"{head}{body}".encode(), b"Subject: b\n"]
    wrong = f"{LINE}Content-Length: 5000\n\nx\n\n{LINE}Subject: b\n\n"
    assert len(read(wrong.encode())[0]) == 2


def test_the_flags_of_mutt_and_thunderbird_are_known() -> None:
    mutt = "Status: RO\nX-Status: AF\nX-Keywords: Work\n\nx\n\n"
    thunderbird = "X-Mozilla-Status: 0005\nX-Mozilla-Keys: $label1  \n\nx\n\n"
    found, _ = read(f"{LINE}{mutt}From - {LINE[19:]}{thunderbird}".encode())
    assert found[0].flags == {SEEN, ANSWERED, FLAGGED, "Work"}
    assert found[1].flags == {SEEN, FLAGGED, "$label1"}
    assert found[1].received_at == DATE


def test_a_file_that_was_cut_off_is_told() -> None:
    entry = mbox.entry(FiledMessage("", b"Subject: a\r\n\r\n" + b"x" * 90, DATE))
    found, problems = read(entry + entry[:-20])
    assert len(found) == 1
    assert problems == ["Message 2 of a.mbox is cut short."]


def test_what_is_no_mbox_is_refused() -> None:
    with pytest.raises(InputError, match="no mbox"):
        read(b"Subject: x\n\n")
