"""Names of attachments as names of files.

Owns: making them safe on every platform, and telling programs from documents.
Must not: touch a file.
"""

import re
import unicodedata

LONGEST = 180
"""Bytes of a name in UTF-8; every file system takes these, with a number to spare."""
_SEPARATORS = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f-\x9f]+')
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+"
)
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?\Z", re.IGNORECASE
)
_EXTENSION = re.compile(r"\.[^.\s]{1,16}\Z")
_RUN = """ade adp apk app appimage appref-ms appx application bas bat bin chm cmd com command cpl
crt deb desktop dll dmg docm dotm exe gadget hta img inf ins iso isp jar jnlp js jse ksh lnk mde msc
msh msi msix msp mst one pif pkg potm ppam ppsm pptm ps1 ps1xml ps2 psc1 psm1 py pyc pyw rb reg rgs
rpm run scf scr sct settingcontent-ms sh shb shs sldm sys udl url vb vbe vbs vhd vhdx vxd wsc wsf
wsh xlam xll xlsm xltm"""
_PROGRAMS = frozenset(_RUN.split())
_PROGRAM_TYPES = frozenset(
    {
        "application/x-msdownload", "application/x-msdos-program", "application/x-dosexec",
        "application/x-executable", "application/x-sh", "application/x-bat", "application/hta",
        "application/java-archive", "application/x-ms-shortcut", "application/x-mach-binary",
        "application/vnd.microsoft.portable-executable", "application/javascript",
        "text/javascript",
    }
)  # fmt: skip


def safe_name(name: str, fallback: str) -> str:
    """`name` without folders, control and direction characters or meaning to any system."""
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("_", name))
    plain = _SEPARATORS.sub("_", plain.encode("utf-8", "replace").decode())
    plain = " ".join(plain.split()).strip(" ._") or fallback
    plain = f"_{plain}" if _RESERVED.match(plain) else plain
    return _shortened(plain)


def numbered(name: str, number: int) -> str:
    """``plan (2).pdf`` for the second of that name."""
    extension = _extension(name)
    return f"{name.removesuffix(extension)} ({number}){extension}"


def is_program(name: str, content_type: str) -> bool:
    """Whether opening the file may run something: programs, scripts, macros, disk images.

    The last extension counts, as the system looks at that: ``plan.pdf.exe`` is a program.
    """
    shown = safe_name(name, "").casefold()
    return shown.rpartition(".")[2] in _PROGRAMS or content_type in _PROGRAM_TYPES


def is_message(name: str, content_type: str) -> bool:
    """Whether the file is a message that can be read like any other."""
    return content_type in {"message/rfc822", "message/global"} or name.casefold().endswith(".eml")


def shown_name(name: str) -> str:
    """`name` without characters that turn around or hide a part of it."""
    return " ".join(_INVISIBLE.sub("_", name).split())


def _shortened(name: str) -> str:
    extension = _extension(name)
    room = LONGEST - len(extension.encode())
    stem = name.removesuffix(extension).encode()[:room].decode("utf-8", "ignore").rstrip(" .")
    return f"{stem}{extension}"


def _extension(name: str) -> str:
    found = _EXTENSION.search(name)
    return found[0] if found else ""
