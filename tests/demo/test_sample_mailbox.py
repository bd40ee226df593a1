import html
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

FOLDER = Path(__file__).parents[2] / "resources" / "sample_mailbox"
CLARA = "clara.vidal@tallernorte.example"
NAME = re.compile(r"(inbox|sent)-(\d{3})-[a-z0-9-]+\.eml")
MALFORMED = "inbox-056-delivery-note-broken"
LOST_REFERENCES = "inbox-030-priya-measurements"
PHISHING_BANK = "inbox-010-banco-cuenta-limitada"

CATEGORIES = {
    "needs-reply",
    "to-do",
    "fyi",
    "calendar",
    "receipt",
    "notification",
    "newsletter",
    "marketing",
    "personal",
    "spam-phishing",
}
PRIORITIES = {"urgent", "high", "normal", "low"}
FACT_KINDS = {
    "deadline",
    "date",
    "amount",
    "phone",
    "iban",
    "order",
    "invoice",
    "flight",
    "address",
    "link",
    "person",
    "ask",
}
QUOTE = re.compile(
    r"^(?:-----Original Message-----|De ?: |On .* wrote:$|El .* escribió:$|Le .* a écrit :$)",
    re.MULTILINE,
)
FOREIGN_HOSTS = {"www.w3.org", "schemas.openxmlformats.org"}


def paths(box: str) -> list[Path]:
    return sorted(FOLDER.glob(f"{box}-*.eml"))


@cache
def parse(path: Path) -> Message:
    return message_from_bytes(path.read_bytes())


def everything() -> list[Path]:
    return paths("inbox") + paths("sent")


def expected() -> list[dict[str, Any]]:
    lines = (FOLDER / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [cast(dict[str, Any], json.loads(line)) for line in lines]


def row(stem: str) -> dict[str, Any]:
    return next(r for r in expected() if r["id"] == stem)


def header(message: Message, name: str) -> str:
    out = []
    for chunk, charset in decode_header(str(message.get(name, ""))):
        out.append(decode(chunk, charset) if isinstance(chunk, bytes) else chunk)
    return re.sub(r"\s+", " ", "".join(out)).strip()


def decode(data: bytes, charset: str | None) -> str:
    for name in (charset or "utf-8", "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def part_text(part: Message) -> str:
    data = part.get_payload(decode=True)
    return decode(data, part.get_content_charset()) if isinstance(data, bytes) else ""


def strip_tags(source: str) -> str:
    source = re.sub(r"(?is)<(style|script|title)\b.*?</\1>|<!--.*?-->", " ", source)
    return html.unescape(re.sub(r"(?s)<[^>]+>", " ", source))


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def leaves(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def body_parts(message: Message, kind: str) -> list[Message]:
    return [
        part
        for part in leaves(message)
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment"
    ]


def readable(message: Message) -> str:
    plain = [part_text(part) for part in body_parts(message, "text/plain")]
    rich = [strip_tags(part_text(part)) for part in body_parts(message, "text/html")]
    return squeeze("\n".join(plain or rich))


def own_words(message: Message) -> str:
    plain = [part_text(part) for part in body_parts(message, "text/plain")]
    text = "\n".join(line for line in "\n".join(plain).splitlines() if not line.startswith(">"))
    return QUOTE.split(text)[0]


def sent_at(message: Message) -> datetime:
    return parsedate_to_datetime(str(message["Date"]))


def message_id(message: Message) -> str:
    return str(message.get("Message-ID", "")).strip()


def parents(message: Message) -> list[str]:
    both = f"{message.get('References', '')} {message.get('In-Reply-To', '')}"
    return re.findall(r"<[^<>\s]+>", both)


def with_type(kind: str) -> list[Path]:
    return [p for p in everything() if any(x.get_content_type() == kind for x in parse(p).walk())]


def attachments(name_end: str) -> list[bytes]:
    found = []
    for path in everything():
        for part in leaves(parse(path)):
            if (part.get_filename() or "").endswith(name_end):
                data = part.get_payload(decode=True)
                assert isinstance(data, bytes)
                found.append(data)
    return found


def test_counts_names_and_size() -> None:
    for box, least in (("inbox", 70), ("sent", 28)):
        found = paths(box)
        assert len(found) >= least
        numbers = []
        for path in found:
            match = NAME.fullmatch(path.name)
            assert match, path.name
            numbers.append(int(match.group(2)))
        assert numbers == list(range(1, len(found) + 1))
    assert sum(p.stat().st_size for p in FOLDER.iterdir()) < 1_500_000
    known = {p.name for p in everything()} | {"expected.jsonl", "README.md"}
    assert {p.name for p in FOLDER.iterdir()} == known


@pytest.mark.parametrize("box", ["inbox", "sent"])
def test_files_are_in_time_order_and_in_the_week(box: str) -> None:
    dates = [sent_at(parse(path)) for path in paths(box)]
    assert dates == sorted(dates)
    assert all(date.tzinfo is not None for date in dates)
    zone = timezone(timedelta(hours=1))
    first, last = datetime(2026, 11, 9, tzinfo=zone), datetime(2026, 11, 21, tzinfo=zone)
    assert all(first <= date < last for date in dates)
    monday = datetime(2026, 11, 16, tzinfo=zone)
    assert sum(date >= monday for date in dates) >= 0.75 * len(dates)


@pytest.mark.parametrize("path", everything(), ids=lambda p: p.stem)
def test_lines_end_with_crlf_and_are_short_enough(path: Path) -> None:
    rest = path.read_bytes().replace(b"\r\n", b"")
    assert b"\n" not in rest
    assert b"\r" not in rest
    assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 998


@pytest.mark.parametrize("path", everything(), ids=lambda p: p.stem)
def test_only_the_malformed_message_has_defects(path: Path) -> None:
    message = parse(path)
    defects = [d for part in message.walk() for d in part.defects]
    missing = [
        n
        for n in ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version")
        if n not in message
    ]
    if path.stem == MALFORMED:
        assert defects
        assert {"To", "Message-ID", "MIME-Version"} <= set(missing)
        assert "DELIVERY NOTE 7734" in readable(message)
    else:
        assert not defects
        assert not missing
        assert all(ord(c) < 128 for name, value in message.items() for c in name + str(value))


def test_message_ids_are_unique() -> None:
    ids = [message_id(parse(p)) for p in everything() if p.stem != MALFORMED]
    assert all(re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", i) for i in ids)
    assert len(ids) == len(set(ids))


def test_every_reply_has_its_parents() -> None:
    when = {message_id(parse(p)): sent_at(parse(p)) for p in everything()}
    for path in everything():
        message = parse(path)
        for parent in parents(message):
            assert parent in when, (path.stem, parent)
            assert when[parent] < sent_at(message), path.stem
        if message["In-Reply-To"]:
            assert parents(message)[-1] == str(message["In-Reply-To"]).strip()


def test_threads_span_inbox_and_sent() -> None:
    root: dict[str, str] = {}
    threads: dict[str, set[str]] = {}
    for path in sorted(everything(), key=lambda p: sent_at(parse(p))):
        above = parents(parse(path))
        me = message_id(parse(path)) or path.stem
        root[me] = root[above[0]] if above else me
        threads.setdefault(root[me], set()).add(path.name)
    both = [t for t in threads.values() if {"inbox", "sent"} <= {name.split("-")[0] for name in t}]
    assert len(both) >= 8
    assert sum(len(t) >= 3 for t in both) >= 5
    assert max(map(len, both)) >= 5


def test_one_thread_is_held_together_by_subject_only() -> None:
    lost = parse(FOLDER / f"{LOST_REFERENCES}.eml")
    assert not parents(lost)
    subject = header(lost, "Subject")
    assert subject.startswith("Re: ")
    same = [
        p for p in everything() if header(parse(p), "Subject").removeprefix("Re: ") == subject[4:]
    ]
    assert {p.name.split("-")[0] for p in same} == {"inbox", "sent"}
    assert len(same) == 3


def test_expected_rows_match_the_inbox() -> None:
    rows = expected()
    assert [r["id"] for r in rows] == [p.stem for p in paths("inbox")]
    stems = {p.stem for p in paths("sent")}
    for r in rows:
        assert r["category"] in CATEGORIES
        accept = r.get("accept", [])
        assert set(accept) <= CATEGORIES - {r["category"]}
        assert r["priority"] in PRIORITIES
        assert r["language"] in {"en", "es", "fr"}
        assert isinstance(r["needs_reply"], bool)
        assert isinstance(r["injection"], bool)
        assert r["note"]
        assert r.get("answered_by") is None or r["answered_by"] in stems
        if r["category"] == "needs-reply":
            assert r["needs_reply"]
            assert any(f["kind"] == "ask" for f in r["facts"])
        if r["needs_reply"]:
            assert r["category"] in {"needs-reply", "personal"}
    assert {r["category"] for r in rows} == CATEGORIES
    assert {r["priority"] for r in rows} == PRIORITIES
    assert {f["kind"] for r in rows for f in r["facts"]} == FACT_KINDS


@pytest.mark.parametrize("path", paths("inbox"), ids=lambda p: p.stem)
def test_facts_occur_in_the_readable_text(path: Path) -> None:
    text = readable(parse(path))
    assert len(text) > 40
    for fact in row(path.stem)["facts"]:
        assert fact["kind"] in FACT_KINDS
        assert squeeze(fact["text"]) == fact["text"]
        assert fact["text"] in text, fact


def test_answered_by_points_to_a_reply() -> None:
    answered = [r for r in expected() if r.get("answered_by")]
    assert len(answered) >= 15
    for r in answered:
        question = parse(FOLDER / f"{r['id']}.eml")
        answer = parse(FOLDER / f"{r['answered_by']}.eml")
        assert str(answer["In-Reply-To"]).strip() == message_id(question)
    waiting = [r for r in expected() if r["needs_reply"] and not r.get("answered_by")]
    assert len(waiting) >= 8


def test_language_mix() -> None:
    rows = expected()
    share = {k: n / len(rows) for k, n in Counter(r["language"] for r in rows).items()}
    assert 0.35 <= share["en"] <= 0.45
    assert 0.30 <= share["es"] <= 0.40
    assert 0.20 <= share["fr"] <= 0.30


def test_ibans_have_valid_checksums() -> None:
    found = [f["text"] for r in expected() for f in r["facts"] if f["kind"] == "iban"]
    assert found
    for text in found:
        compact = text.replace(" ", "")
        digits = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
        assert int(digits) % 97 == 1, text


def test_sent_mail_is_from_clara_with_her_greeting_and_sign_off() -> None:
    sent = paths("sent")
    assert len(sent) >= 25
    used: Counter[str] = Counter()
    for path in sent:
        message = parse(path)
        assert [a for _, a in getaddresses([str(message["From"])])] == [CLARA]
        assert message["Authentication-Results"] is None
        assert message["Received"] is None
        text = own_words(message).strip().split("\n-- ")[0].replace("\r", "").rstrip()
        if header(message, "Subject").startswith("Accepted: "):
            continue
        if re.match(r"(Hi|Hello) ", text):
            used["en"] += 1
            assert text.endswith("Best,\nClara"), path.stem
        elif text.startswith("Bonjour"):
            used["fr"] += 1
            assert re.search(r"Bien à vous,\nClara( Vidal)?$", text), path.stem
        elif text.startswith("Hola "):
            used["es"] += 1
            assert text.endswith("Un abrazo,\nClara"), path.stem
        else:
            used["es"] += 1
            assert text.startswith("Buenos días"), path.stem
            assert text.endswith("Un saludo,\nClara Vidal"), path.stem
    assert min(used[k] for k in ("en", "es", "fr")) >= 7
    quoting = [
        p
        for p in sent
        if own_words(parse(p)).strip() != part_text(body_parts(parse(p), "text/plain")[0]).strip()
    ]
    assert len(quoting) > len(sent) / 2


def test_inbox_mail_is_for_clara() -> None:
    others = []
    for path in paths("inbox"):
        message = parse(path)
        to = {a for _, a in getaddresses([str(message.get("To", ""))])}
        cc = {a for _, a in getaddresses([str(message.get("Cc", ""))])}
        if CLARA in cc and CLARA not in to:
            others.append(path.stem)
            assert not row(path.stem)["needs_reply"]
    assert len(others) >= 2


def test_calendar_methods() -> None:
    methods: Counter[str] = Counter()
    uids: Counter[str] = Counter()
    for path in with_type("text/calendar"):
        for part in leaves(parse(path)):
            if part.get_content_type() != "text/calendar":
                continue
            text = part_text(part)
            assert text.startswith("BEGIN:VCALENDAR\r\n")
            assert text.endswith("END:VCALENDAR\r\n")
            method = re.findall(r"(?m)^METHOD:(\w+)", text)
            assert method == [str(part.get_param("method"))]
            assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
            if path.name.startswith("inbox"):
                methods.update(method)
                if method == ["REQUEST"]:
                    uids.update(re.findall(r"(?m)^UID:(\S+)", text))
    assert methods["REQUEST"] >= 3
    assert methods["CANCEL"] == 1
    assert methods["REPLY"] == 1
    assert max(uids.values()) == 2


def test_bounce_and_auto_reply() -> None:
    (bounce,) = with_type("multipart/report")
    kinds = [part.get_content_type() for part in parse(bounce).walk()]
    assert {"message/delivery-status", "message/rfc822"} <= set(kinds)
    ids = [message_id(p) for p in parse(bounce).walk() if p["Message-ID"]]
    assert ids[-1] in {message_id(parse(p)) for p in paths("sent")}
    auto = [p for p in paths("inbox") if str(parse(p)["Auto-Submitted"]).startswith("auto-replied")]
    assert len(auto) == 2
    assert all(not row(p.stem)["needs_reply"] for p in auto)


def test_inline_image_resolves() -> None:
    seen = 0
    for path in with_type("multipart/related"):
        parts = leaves(parse(path))
        ids = {str(p["Content-ID"]).strip("<>") for p in parts if p["Content-ID"]}
        used = {
            c
            for p in parts
            if p.get_content_type() == "text/html"
            for c in re.findall(r"cid:([^\"']+)", part_text(p))
        }
        assert used
        assert used == ids
        seen += len(used)
    assert seen >= 1


def test_attachments_are_real_files() -> None:
    pdfs, sheets, images = attachments(".pdf"), attachments(".xlsx"), attachments(".png")
    assert len(pdfs) >= 5
    assert sheets
    assert len(images) >= 2
    assert attachments(".ics")
    assert attachments(".csv")
    for data in pdfs:
        assert data.startswith(b"%PDF-")
        assert data.rstrip().endswith(b"%%EOF")
        start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
        assert data[start:].startswith(b"xref")
    assert all(data.startswith(b"\x89PNG\r\n\x1a\n") for data in images)
    for data in sheets:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            assert book.testzip() is None
            assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_encodings_are_varied() -> None:
    heads = [path.read_bytes().split(b"\r\n\r\n", 1)[0].lower() for path in everything()]
    raw = [path.read_bytes().lower() for path in everything()]
    assert any(b"subject: =?utf-8?" in h for h in heads)
    assert any(b"=?iso-8859-1?q?" in h for h in heads)
    assert any(b"=?utf-8?" in h.split(b"from:", 1)[1].split(b"\r\n")[0] for h in heads)
    assert any(b"filename*=utf-8''" in r for r in raw)
    assert any(b'filename="=?utf-8?' in r for r in raw)
    params = [
        (
            part.get_content_type(),
            part.get_content_charset(),
            str(part["Content-Transfer-Encoding"]),
            part.get_param("format"),
        )
        for path in everything()
        for part in leaves(parse(path))
    ]
    assert ("text/plain", "iso-8859-1", "quoted-printable", None) in params
    assert ("text/plain", "utf-8", "8bit", None) in params
    assert ("text/plain", "utf-8", "base64", None) in params
    assert any(p[3] == "flowed" for p in params)


def test_quote_styles() -> None:
    text = "\n".join(
        part_text(p) for path in everything() for p in body_parts(parse(path), "text/plain")
    )
    for pattern in (
        r"(?m)^On .* wrote:\r?$",
        r"(?m)^El .* escribió:\r?$",
        r"(?m)^Le .* a écrit :\r?$",
        r"(?m)^De : .*\r?\nEnvoyé : ",
        r"(?m)^-----Original Message-----\r?$",
        r"(?m)^> ",
        r"(?m)^>> ",
        r"(?m)^-- \r?$",
    ):
        assert re.search(pattern, text), pattern


def test_lists_and_newsletters() -> None:
    inbox = [parse(p) for p in paths("inbox")]
    assert sum(m["List-Id"] is not None for m in inbox) >= 5
    assert sum(m["List-Post"] is not None for m in inbox) >= 2
    assert sum(m["List-Unsubscribe"] is not None for m in inbox) >= 6
    assert all(m["List-Unsubscribe"] for m in inbox if m["List-Id"])
    pages = [part_text(p) for m in inbox for p in body_parts(m, "text/html")]
    heavy = [page for page in pages if page.lower().count("<table") >= 5]
    assert any('width="1" height="1"' in page and page.count("<img") >= 5 for page in heavy)


def test_authentication_results() -> None:
    seen = 0
    for path in paths("inbox"):
        value = parse(path)["Authentication-Results"]
        if value is None:
            continue
        seen += 1
        assert str(value).startswith("mx.tallernorte.example;"), path.stem
    assert seen >= 0.9 * len(paths("inbox"))
    bank = parse(FOLDER / f"{PHISHING_BANK}.eml")
    assert "dmarc=fail" in str(bank["Authentication-Results"])
    links = re.findall(r'href="(https://[^"]+)">(https://[^<]+)<', part_text(leaves(bank)[0]))
    target, label = links[0]
    assert target.split("/")[2] != label.split("/")[2]


def test_injections_are_marked() -> None:
    marked = [r for r in expected() if r["injection"]]
    assert len(marked) == 2
    plain, hidden = (parse(FOLDER / f"{r['id']}.eml") for r in marked)
    assert "AI assistants" in readable(plain)
    page = "".join(part_text(p) for p in body_parts(hidden, "text/html"))
    assert "color:#ffffff" in page
    assert "display:none" in page
    assert "assistant" in page
    for r in expected():
        message = parse(FOLDER / f"{r['id']}.eml")
        parts = body_parts(message, "text/plain") + body_parts(message, "text/html")
        text = " ".join(part_text(part) for part in parts)
        talks = re.search(r"AI assistant|mail assistant|previous instructions", text) is not None
        assert talks == r["injection"], r["id"]


def test_only_example_domains() -> None:
    for path in everything():
        texts = []
        for part in parse(path).walk():
            texts += [f"{name}: {header(part, name)}" for name in part]
            if not part.is_multipart() and part.get_content_maintype() in {"text", "message"}:
                texts.append(re.sub(r"\r\n ", "", part_text(part)))
        for text in texts:
            hosts = re.findall(r"https?://([^/\s\"'<>:?#)\]]+)", text)
            hosts += re.findall(r"[\w.+=-]@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", text)
            for host in hosts:
                assert host in FOREIGN_HOSTS or host.endswith(".example"), (path.stem, host)


def test_readme_is_there() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "Clara Vidal" in text
    assert "Apache-2.0" in text
    assert "expected.jsonl" in text
