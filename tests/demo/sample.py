"""A few messages of the tests' own, in the layout of the sample mailbox."""

from pathlib import Path

OLD = (
    b"From: Ana <ana@example.org>\r\nTo: Clara Vidal <clara.vidal@tallernorte.example>\r\n"
    b"Subject: Monday\r\nDate: Mon, 16 Nov 2026 09:15:00 +0100\r\n"
    b"Message-ID: <monday@example.org>\r\n\r\nRead long ago.\r\n"
)
RECENT = (
    b"From: Ben <ben@example.org>\r\nTo: Clara Vidal <clara.vidal@tallernorte.example>\r\n"
    b"Subject: =?utf-8?q?Ma=C3=B1ana?=\r\nDate: Thu, 19 Nov 2026 18:30:00 +0000\r\n"
    b"Message-ID: <thursday@example.org>\r\n\r\n.A line with a dot\r\n..\r\n"
)
BROKEN = (
    b"From: nobody\r\nthis is no header\r\nDate: yesterday-ish\r\nSubject: \xff\xfe\r\n\r\n"
    b"bare\nline feeds\n and no end"
)
SENT = (
    b"From: Clara Vidal <clara.vidal@tallernorte.example>\r\nTo: Ana <ana@example.org>\r\n"
    b"Subject: Re: Monday\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\n"
    b"Message-ID: <reply@tallernorte.example>\r\nIn-Reply-To: <monday@example.org>\r\n\r\nHi.\r\n"
)


def write_sample(folder: Path) -> Path:
    """Three messages for INBOX and one for Sent."""
    folder.mkdir(parents=True)
    (folder / "inbox-001-old.eml").write_bytes(OLD)
    (folder / "inbox-002-recent.eml").write_bytes(RECENT)
    (folder / "inbox-003-broken.eml").write_bytes(BROKEN)
    (folder / "sent-001-reply.eml").write_bytes(SENT)
    return folder
