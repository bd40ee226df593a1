"""The lines with which mail programs announce quoted or forwarded text.

Owns: attribution lines, separators and header blocks, in the languages people write here.
Must not: decide what is quoted (quotes does).
"""

import re

LONGEST = 4
"""Lines an attribution may be wrapped over."""

# First words and last words of an attribution; between them stand the date and the name.
_OPEN_CLOSE = (
    (r"On", r"(?:wrote|writes|said|(?<=>\s)sent)"),
    (r"At", r"(?:wrote|writes|said)"),
    (r"(?:El|En|En fecha|Con fecha)", r"(?:escribi[óo]|ha escrito|escribe)"),
    (r"Le", r"(?:a\s+écrit|écrivait|écrit|a\s+ecrit)"),
    (r"Am", r"(?:schrieb|hat geschrieben|folgendes geschrieben)"),
    (r"(?:Em|No dia|A)", r"(?:escreveu|va escriure)"),
    (r"(?:Il(?: giorno)?|In data)", r"ha scritto"),
    (r"Op", r"(?:schreef|heeft[^:]{0,200}geschreven)"),
    (r"W dniu", r"(?:napisał(?:\(a\)|a)?|pisze)"),
    (r"(?:Den|P[åÅ]|Fredag|Tirsdag)", r"(?:skrev|skreiv)"),
)
_LONGEST_LINE = 300
_MIDDLE = r"[^\n]{0,300}?"
_TAIL = r"(?:\s[^\n:]{0,200})?\s*[:\uff1a]?"
_ATTRIBUTION = re.compile(
    "|".join(
        rf"(?:{first}\b{_MIDDLE}(?:\s|>){last}{_TAIL}(?<=[:\uff1a])(?:\s*<?https?://\S+>?)?)"
        for first, last in _OPEN_CLOSE
    ),
    re.IGNORECASE,
)
_VERB = r"(?:wrote|writes|escribi[óo]|a\s+écrit|schrieb|ha scritto|escreveu|schreef|skrev|napisał)"
_NAMED = re.compile(
    rf"(?:[^\n<>:]{{0,100}}<[^<>\s]+@[^<>\s]+>\s*{_VERB}\s*:"  # Name <a@b> wrote:
    rf"|[^\n]{{1,100}}?\s(?:schrieb am|wrote on|escribió el|a écrit le)\s[^\n]{{4,100}}:"
    r"|(?:Quoting|Zitat von|Citando a|Citat de)\s[^\n]{1,200}:"
    r"|-{2,}\s*[^\n-][^\n]{0,100}\s(?:wrote|escribió|a écrit|schrieb)\s*-{2,}"
    r"|(?:\d{4}-\d\d-\d\d|\w{3}, \d{1,2} \w{3} \d{4})[^\n]{0,100}\s<?[^<>\s]+@[^<>\s]+>?\s*:)",
    re.IGNORECASE,
)
_SAID = rf"(?:{_VERB}|said|says|dijo|dice|a dit|sagte|schreibt|disse)"
_INTRODUCTION = re.compile(rf"[^\n]{{1,150}}?\s{_SAID}(?:\s[^\n:]{{1,100}})?\s?:", re.IGNORECASE)
_OTHER_MARK = re.compile(r"\s*(--\]|(?:[A-Za-z]{1,4}>|[|:}\]])(?=[>\s]|\Z))")
_COLON = re.compile("[:\uff1a]")
_HOPE = re.compile("[:\uff1a]|--")
_EVIDENCE = re.compile(r"\d|@")
_STRONG = re.compile(r"\d[:.h]\s?\d\d|@|^-{2,}|\d{4}")
_INLINE = re.compile(
    r"(?<=\S)(?:\s+|-{2,}\s*)(?P<quote>(?:On|El|Le|Am)\s(?=[^\n]{0,60}\d)[^\n]{0,300}"
    rf"(?:@|\d:\d\d)[^\n]{{0,200}}\s{_VERB}\s*:)\s*\Z"
)
_SEPARATOR = re.compile(
    r"[>\s*]*(?:-{2,}|_{2,}|={2,})\s*"
    r"(?:Original (?:Message|Appointment)|Forwarded (?:message|mail|by\b[^\n]{0,100})"
    r"|(?:Reenviado por|Transféré par|Weitergeleitet von)\b[^\n]{0,100}"
    r"|(?:Mensaje|Correo)(?: electrónico)? (?:original|reenviado)"
    r"|Message (?:d['’]origine|original|transféré|transmis|réexpédié)"
    r"|(?:Urspr(?:ü|ue)ngliche|Weitergeleitete|Original) ?-?Nachricht"
    r"|Oorspronkelijk bericht|Doorgestuurd bericht|Messaggio (?:originale|inoltrato)"
    r"|Mensagem (?:original|encaminhada))\s*(?:-{2,}|_{2,}|={2,})?[\s*]*",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[\s*]*(?:Begin forwarded message|Inicio del mensaje reenviado"
    r"|Début du message (?:réexpédié|transféré)|Anfang der weitergeleiteten (?:E-Mail|Nachricht)"
    r"|Inizio(?: del)? messaggio inoltrato|Início da mensagem (?:encaminhada|reencaminhada))"
    r"\s*:[\s*]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*[_-]{10,}\s*")

_FIELDS = {
    "from": r"From|De|Von|Da|Van|Fra|Fr[åÅ]n|Expéditeur|Remitente|Od|Absender",
    "sent": r"Sent|Enviado(?: el)?|Enviada(?: em)?|Envoyé(?: le)?|Gesendet|Inviato|Verzonden"
    r"|Sendt|Skickat|Date|Fecha|Datum|Data|Dato",
    "to": r"To|Para|[ÀA]|An|Til|Till|Aan|Destinataire|Empfänger",
    "cc": r"Cc|Kopie|Kopi|CC|Copia",
    "subject": r"Subject|Asunto|Objet|Betreff|Oggetto|Onderwerp|Emne|[ÄA]mne|Assunto",
    "reply": r"Reply-To|Responder a|Répondre à|Antwort an",
}
_FIELD = re.compile(
    r"[>\s]*\*{0,2}(?:"
    + "|".join(rf"(?P<{kind}>{names})" for kind, names in _FIELDS.items())
    + r")\s?\*{0,2}\s?[:\uff1a]\*{0,2}(?P<value>.*)",
    re.IGNORECASE,
)
_BLOCK_LINES = 12
_DATED = re.compile(r"\b\d{1,2}[:.h]\s?\d\d\b|\b(?:19|20)\d\d\b")
_ANY_FIELD = re.compile(r"\s*\*{0,2}[^\W\d_][^\W\d_ ]{0,20}(?: [^\W\d_]{1,12})?\s?[:\uff1a].*\S.*")


def attribution_length(lines: list[str], start: int) -> int:
    """How many lines the attribution at `start` takes, 0 when there is none."""
    window = lines[start : start + LONGEST]
    if not lines[start].strip() or not any(map(_HOPE.search, window)):
        return 0
    joined = ""
    for count, line in enumerate(window, 1):
        joined = f"{joined} {line.strip().strip('*')}".strip()
        if not line.strip() or len(joined) > _LONGEST_LINE:
            return 0
        if _is_attribution(joined):
            return count
    return 0


def is_introduction(line: str) -> bool:
    """A line such as ``Ana wrote:``, which announces a quote only right above one."""
    return bool(_INTRODUCTION.fullmatch(line.strip()))


def other_mark(line: str) -> str:
    """A mark of a quote that also has other meanings: ``AR>``, ``|``; '' when there is none."""
    found = _OTHER_MARK.match(line)
    return found[1] if found else ""


def is_convincing(text: str) -> bool:
    """Whether an attribution shows it is none of the sender's own sentences: time or address."""
    return bool(_STRONG.search(text))


def shared_attribution(line: str) -> int | None:
    """Where an attribution begins that stands on the same line after own text."""
    if len(line) > 1_000:
        return None
    found = _INLINE.search(line)
    return found.start("quote") if found else None


def is_separator(line: str) -> bool:
    """A line such as ``-----Original Message-----`` or ``Begin forwarded message:``."""
    return len(line) < 200 and bool(_SEPARATOR.fullmatch(line) or _FORWARD.fullmatch(line))


def is_rule(line: str) -> bool:
    """A line of dashes or underscores."""
    return bool(_RULE.fullmatch(line))


def is_header_block(lines: list[str], start: int) -> bool:
    """Whether the header lines of a quoted message begin at `start`, as Outlook writes them."""
    first = _FIELD.fullmatch(lines[start]) if len(lines[start]) < 1_000 else None
    if first is None:
        return False
    found: dict[str, str] = {}
    missed = 0
    for line in lines[start : start + _BLOCK_LINES]:
        field = _FIELD.fullmatch(line) if len(line) < 1_000 else None
        if field is not None:
            found.setdefault(_kind(field), field["value"])
            missed = 0
        else:
            missed += 1
        if missed > 2 or (missed and not line.strip()):
            break
    return _convincing(found)


def header_block_length(lines: list[str], start: int) -> int:
    """How many lines the header block at `start` takes, with the lines its fields run over."""
    at = start
    while at < len(lines) and lines[at].strip():
        at += 1
    return at - start


def is_ruled_block(lines: list[str], start: int) -> bool:
    """A rule with three fields below it, an address and a date in them: Outlook in any language."""
    if not is_rule(lines[start]):
        return False
    below = [line for line in lines[start + 1 : start + 6] if line.strip()][:3]
    text = " ".join(below)
    is_block = len(below) == 3 and len(text) < 1_000 and all(map(_ANY_FIELD.fullmatch, below))
    return is_block and "@" in text and bool(_DATED.search(text))


def _kind(field: re.Match[str]) -> str:
    return next(kind for kind in _FIELDS if field[kind])


def _convincing(found: dict[str, str]) -> bool:
    """An itinerary has From, To and Date too; a message also has a subject or an address."""
    if "from" not in found:
        return False
    dated = "sent" in found and bool(_EVIDENCE.search(found["sent"]))
    titled = "subject" in found
    return (dated or titled) and ("@" in found["from"] or (dated and titled))


def _is_attribution(text: str) -> bool:
    dashed = text.startswith("--")
    if not dashed and not (_EVIDENCE.search(text) and _COLON.search(text)):
        return False
    return bool(_ATTRIBUTION.fullmatch(text) or _NAMED.fullmatch(text))
