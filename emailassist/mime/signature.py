"""Signatures and footers at the end of a sender's own text.

Owns: recognising them in English, Spanish, French and German. The closing words and the name
above them stay with the text. Must not: cut more than the end of the text.
"""

import re

from emailassist.domain.address import Address

_LAST_LINES = 12
_LONGEST = 40
"""Lines of a signature below its delimiter; more than that is text."""
_FOOTER_LINES = 8
_SHORT = 90
_DELIMITER = re.compile(r"--\s?")
_LIST_FOOTER = re.compile(r"_{20,}|-{20,}|={20,}")
_ADDRESS = re.compile(r"https?://|www\.|@")
_NAMED = r"[\w .,<>:/()+&'’-]{2,80}"
_DEVICE = re.compile(
    rf"Sent (?:from|with|via) (?:my |the )?{_NAMED}"
    r"|Get (?:Outlook|Mail) for \w+.{0,60}"
    rf"|Enviad[oa] (?:desde|con|a través de|do|da|a partir d[oe]) (?:mi |meu |minha )?{_NAMED}"
    r"|(?:Obtener|Obtén|Obtenga|Obter) (?:o )?Outlook .{0,60}"
    rf"|Envoyé (?:de|depuis|à partir de|avec) (?:mon )?{_NAMED}"
    r"|(?:Télécharger|Obtenez|Obtenir) Outlook .{0,60}"
    rf"|(?:Gesendet (?:von|mit|über)) {_NAMED}"
    rf"|(?:Von|Diese (?:Nachricht|E-?Mail) wurde von) (?:meinem )?{_NAMED} gesendet\.?"
    r"|(?:Holen Sie sich )?Outlook für .{0,60}"
    rf"|Inviato (?:da|dal|con) (?:mio )?{_NAMED}|Scarica Outlook .{{0,60}}"
    r"|(?:Provenance|Von|Desde) ?: (?:Courrier|Mail|Correo) (?:pour|für|para) Windows.{0,10}",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:this (?:e-?mail|message|communication)\b.{0,200}\b(?:confidential|privileged|intended)"
    r"|(?:este|el presente) (?:mensaje|correo)\b.{0,200}\b(?:confidencial|destinatario)"
    r"|ce (?:message|courriel|mail)\b.{0,200}\b(?:confidentiel|destinataire)"
    r"|diese (?:e-?mail|nachricht)\b.{0,200}\b(?:vertraulich|bestimmt))",
    re.IGNORECASE | re.DOTALL,
)
_CONTACT = re.compile(
    r"https?://|www\.|\S@\S+\.\w|\+?\(?\d[\d ().-]{6,}\d|\s\|\s"
    r"|\b(?:tel|tlf|tél|fax|mobile|móvil|mob|phone|handy)\b[ .:]",
    re.IGNORECASE,
)


def split_signature(text: str, sender: Address | None) -> tuple[str, str]:
    """Text and signature. `sender` helps to find contact lines below the sender's name."""
    lines = text.split("\n")
    start = min(
        _delimiter(lines),
        _list_footer(lines),
        _disclaimer(lines),
        _contact_lines(lines, sender),
    )
    start = _device_line(lines, start)
    return "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip("\n").rstrip()


def _delimiter(lines: list[str]) -> int:
    """The first line ``-- `` (RFC 3676 section 4.3), or ``--`` closer to the end."""
    for at in range(max(0, len(lines) - _LONGEST), len(lines)):
        near = len(lines) - at <= _LAST_LINES
        if lines[at] == "-- " or (near and _DELIMITER.fullmatch(lines[at].lstrip())):
            return at
    return len(lines)


def _list_footer(lines: list[str]) -> int:
    """A mailing list's footer: a rule, then a few lines with an address."""
    for at in range(max(0, len(lines) - _LAST_LINES), len(lines)):
        below = [line for line in lines[at + 1 :] if line.strip()]
        is_rule = _LIST_FOOTER.fullmatch(lines[at].strip())
        if is_rule and len(below) <= _FOOTER_LINES and any(map(_ADDRESS.search, below)):
            return at
    return len(lines)


def _disclaimer(lines: list[str]) -> int:
    """A confidentiality notice as the last paragraph."""
    end = len("\n".join(lines).rstrip().split("\n"))
    start = end
    while start > 0 and lines[start - 1].strip():
        start -= 1
    paragraph = " ".join(lines[start:end])
    return start if start > 0 and _DISCLAIMER.match(paragraph.strip("* ")) else len(lines)


def _contact_lines(lines: list[str], sender: Address | None) -> int:
    """Short lines with a phone number or the like below the sender's name."""
    words = set(sender.name.casefold().split()) if sender else set()
    if not words:
        return len(lines)
    for at in range(max(1, len(lines) - _LAST_LINES), len(lines)):
        name = lines[at].casefold().strip(" *,.-–—").split()
        below = [line for line in lines[at + 1 :] if line.strip()]
        if not name or not set(name) <= words or not below:
            continue
        if all(len(line) <= _SHORT for line in below) and any(map(_CONTACT.search, below)):
            return at + 1
    return len(lines)


def _device_line(lines: list[str], start: int) -> int:
    """``Sent from my …`` as the last line of the text above `start`."""
    at = start
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    return at - 1 if at > 0 and _DEVICE.fullmatch(lines[at - 1].strip()) else start
