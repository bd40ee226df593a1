"""What is odd about a stranger's mail: how its sender is written, how it was sent, what it wants.

Owns: named oddities, each with its sentence and how much it weighs. Must not: take one alone for
fraud (`suspicion` adds them up), or look at mail of people whom I know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import TriageTask
from emailassist.local import bait_words, cues, fraud_words
from emailassist.local.concealed import hides_words
from emailassist.local.free_mail import FREE_MAIL
from emailassist.local.impostors import names_of, own_office
from emailassist.local.rule import Case
from emailassist.local.traits import is_reply_subject
from emailassist.mime.links import organisational_domain


class About(Enum):
    """What an oddity is about: those of different kinds confirm each other."""

    SENDER = "sender"
    SENDING = "sending"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Oddity:
    """`rule` names it; `weight` is near the log-odds that it moves."""

    rule: str
    said: str
    weight: float
    about: About


_START: Final = 3_000
_SHORT: Final = 160
_LONGEST: Final = 300
"""Characters of a name or a subject that are looked at."""
_ENOUGH: Final = 3.0
_STRONG: Final = 2.0
_NAMED: Final = 3
_ACQUAINTED: Final = 3
"""Earlier messages of an address, from which on one that is proven to be its is no stranger's."""
_WEIGHTS: Final = {
    "not-authentic": (2.0, About.SENDER),
    "name-shows-address": (2.5, About.SENDER),
    "claims-brand": (2.5, About.SENDER),
    "look-alike-domain": (2.5, About.SENDER),
    "imitates-you": (2.5, About.SENDER),
    "office-name-at-free-mail": (2.5, About.SENDER),
    "boss-at-free-mail": (1.5, About.SENDER),
    "secret-errand": (1.5, About.CONTENT),
    "money-by-link": (1.5, About.CONTENT),
    "papers-first": (2.0, About.CONTENT),
    "courtship": (2.0, About.CONTENT),
    "mail-password": (2.0, About.CONTENT),
    "password-in-haste": (1.5, About.CONTENT),
    "code-wanted": (2.0, About.CONTENT),
    "code-to-scan": (1.5, About.CONTENT),
    "card-for-money": (2.0, About.CONTENT),
    "fee-in-haste": (1.5, About.CONTENT),
    "safe-account": (2.0, About.CONTENT),
    "call-to-cancel": (2.0, About.CONTENT),
    "easy-wage": (1.5, About.CONTENT),
    "paid-unseen": (1.5, About.CONTENT),
    "blackmail": (2.0, About.CONTENT),
    "sure-profit": (1.5, About.CONTENT),
    "proof-of-payment": (1.5, About.CONTENT),
    "page-attached": (1.5, About.CONTENT),
    "locked-archive": (1.5, About.CONTENT),
    "changed-payee": (1.5, About.CONTENT),
    "borrowed-name": (2.5, About.SENDER),
    "almost-known-domain": (2.5, About.SENDER),
    "reply-elsewhere": (1.5, About.SENDER),
    "bill-by-phone": (2.5, About.CONTENT),
    "link-elsewhere": (1.5, About.CONTENT),
    "link-in-disguise": (2.5, About.CONTENT),
    "changed-account": (1.5, About.CONTENT),
    "mixed-alphabets": (2.5, About.CONTENT),
    "account-pressure": (1.5, About.CONTENT),
    "odd-payment": (1.5, About.CONTENT),
    "parcel-fee": (1.5, About.CONTENT),
    "bait": (1.5, About.CONTENT),
}
"""Of the signs that are warned of by themselves."""
_WEAK: Final = frozenset({"short-link", "tried-before", "parcel", "hardly-text"})
"""What honest strangers write, too: it is only odd beside something else, if only that nothing
proves who they are."""
_BAITS: Final = (
    ("prize-survey", bait_words.PRIZE_SURVEY, 2.0, "It promises a present for a few answers"),
    ("prize", bait_words.PRIZE, 1.5, "It promises something won or free"),
    ("law-threat", bait_words.LAW, 1.5, "It threatens with a court or the police"),
    ("stranger-money", bait_words.GRANT, 2.0, "It offers money of a stranger"),
    ("coins", bait_words.COIN, 1.5, "It wants to give crypto money, or a wallet to be confirmed"),
    ("sex", bait_words.SEX, 1.5, "It lures with sex or company"),
    ("cure", bait_words.CURE, 1.0, "It sells a cure"),
    ("tried-before", bait_words.REACHED, 1.0, "A stranger says that they tried to reach you"),
    ("loss-threat", bait_words.THREAT, 1.5, "It says that you are about to lose something"),
    ("parcel", bait_words.DELIVERY, 1.0, "It speaks of a parcel that waits for you"),
)
_ADDRESS: Final = re.compile(r"[^\s<>,;:@\"()]+@[^\s<>,;:@\"()]+\.[^\s<>,;:@\"().]{2,}")
_PICTURE: Final = r"\u2600-\u27bf\U0001F300-\U0001FAFF"
_DECORATION: Final = re.compile(
    rf"[{_PICTURE}].*[{_PICTURE}]|[*~=<>{{}}]|\"\"|''|[.!?]{{2,}}|-{{2,}}|^[-.,_#]|_\W*$"
    r"|[a-z]{5}\s*\.\s*$|\s\.\s*$"
)
_CODE: Final = re.compile(
    r"\b(?=[A-Za-z\d]*\d)(?=[A-Za-z\d]*[a-z])(?=[A-Za-z\d]*[A-Z])[A-Za-z\d]{9,}\b|\b\d{8,}\b"
    r"|[.·_-]{1,9}\s?[A-Z]{5,12}\s*$|\s[BCDFGHJKLMNPQRSTVWXZ]{6,}\b"
)
"""Mixed letters and digits, long numbers, capitals after dots at the end: marks of a mailing."""
_BORROWED: Final = re.compile(
    r"\.(?:onmicrosoft\.com|firebaseapp\.com|web\.app|vps\.ovh\.(?:net|ca)|contaboserver\.net"
    r"|amplifyapp\.com|herokuapp\.com|azurewebsites\.net|workers\.dev|pages\.dev|vercel\.app"
    r"|netlify\.app|(?:sa|za|br|uk|us|ru|gb|de|eu|jpn)\.com|co\.com|duckdns\.org|ddns\.net)$"
)
_SHORT_LINK: Final = re.compile(
    r"https?://(?:www\.)?(?:tinyurl\.com|bit\.ly|is\.gd|goo\.gl|cutt\.ly|rb\.gy|ow\.ly|shorturl\.at"
    r"|t\.ly|rebrand\.ly|tiny\.cc|v\.gd|s\.id|ok\.me|u\.to|clck\.ru|bit\.do|lnkd\.in|qr\.ae|2no\.co"
    r"|urlz\.fr|x\.gd|did\.li|shorten\.\w+)/",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER_LINK: Final = re.compile(r"https?://(?:\d{1,3}\.){3}\d{1,3}\b")
_COMPANY: Final = re.compile(
    r"\b(?:support|service|team|security|alert|rewards?|bank|banco|account|billing|delivery|refund"
    r"|customer|department|help ?desk|soporte|seguridad|atención|equipo|clientes?|servicio|cuentas?"
    r"|banca|facturación|entregas?|reembolsos?|departamento|alertas?|ayuda|asistencia|sécurité"
    r"|équipe|compte|banque|facturation|livraisons?|remboursements?|alerte|assistance|clientèle"
    r"|service client|conseiller|récompenses?|impôts"
    r"|sicherheit|kundendienst|suporte|seguran[çc]a|protocolo|saldo|fatura|assist[êe]ncia|klant"
    r"|beveiliging|servizio|sicurezza)\b",
    re.IGNORECASE,
)
_MARKS: Final = frozenset({"received", "return-path", "authentication-results", "delivered-to"})
_NOBODY: Final = re.compile(
    r"^\s*(?:undisclosed|unlisted)?[- ]?recipients?\s*:\s*;?\s*$", re.IGNORECASE
)
_REMEMBERED: Final = 64
"""Messages: more than are looked at side by side."""


def oddities(case: Case) -> tuple[Oddity, ...]:
    """Everything odd about the message; nothing if I know its sender or it came over a list."""
    return tuple(each for each in _found(case.task) if each.rule not in case.off)


def suspicion(case: Case) -> str:
    """Why the oddities together are more than chance, in a sentence; '' if they are not.

    They have to be of two kinds, and one of them in what it wants, or in who pretends to be whom.
    """
    found = sorted(oddities(case), key=lambda each: -each.weight)
    telling = any(each.about is About.CONTENT or each.weight >= _STRONG for each in found)
    enough = sum(each.weight for each in found) >= _ENOUGH
    if not (enough and telling and len({each.about for each in found}) > 1):
        return ""
    first, *others = (each.said.rstrip(".") for each in found[:_NAMED])
    return f"{'; '.join((first, *(f'{said[0].lower()}{said[1:]}' for said in others)))}."


@lru_cache(maxsize=_REMEMBERED)
def _found(task: TriageTask) -> tuple[Oddity, ...]:
    case = Case.of(task)
    if task.known_sender or case.traits.discussion_list:
        return ()
    if case.traits.aligned and (task.history.letters or 0) >= _ACQUAINTED:
        return ()
    if case.traits.own_domain and not case.traits.unauthenticated:
        return ()
    text = f"{case.subject}\n{task.message.text[:_START]}"
    signs = tuple(_of_signs(case))
    content = (*_of_content(text), *_of_links(task.message))
    wanting = any(
        each.about is About.CONTENT and each.rule not in _WEAK for each in (*signs, *content)
    )
    sending = (*_of_sending(case), *_of_invitation(case, wanting=wanting))
    found = (*signs, *_of_sender(case), *sending, *content)
    return () if {each.rule for each in found} <= _WEAK else found


def _of_signs(case: Case) -> Iterator[Oddity]:
    for sign in case.signs:
        weight, about = _WEIGHTS[sign.rule]
        yield Oddity(sign.rule, sign.said, weight, about)


def _of_sender(case: Case) -> Iterator[Oddity]:
    message, sender = case.task.message, case.task.message.envelope.sender
    name = sender.name[:_LONGEST] if sender else ""
    if case.traits.unauthenticated:
        yield Oddity("unproven", "Nothing proves who sent it", 1.0, About.SENDER)
    if _is_odd_from(message, sender):
        yield Oddity("odd-from", "Its From field is not one plain address", 2.5, About.SENDER)
    if case.task.me.is_me(sender) and case.traits.unauthenticated:
        yield Oddity("from-yourself", "It claims to be from yourself", 2.5, About.SENDER)
    if _DECORATION.search(name):
        yield Oddity(
            "decorated-name", f"Its sender's name is decorated (“{name[:60]}”)", 1.5, About.SENDER
        )
    if _CODE.search(name):
        yield Oddity(
            "code-in-name", "Its sender's name holds the mark of a mailing", 1.5, About.SENDER
        )
    if sender is not None:
        yield from _of_address(case, sender)
        yield from _of_own_name(case, sender)
        own = organisational_domain(sender.domain)
        answers = [organisational_domain(each.domain) for each in message.envelope.reply_to]
        if answers and own not in answers and not case.traits.mass:
            said = f"Answers would go to {answers[0][:60]}"
            yield Oddity("answers-elsewhere", said, 0.5, About.SENDER)


def _of_address(case: Case, sender: Address) -> Iterator[Oddity]:
    if _BORROWED.search(sender.domain):
        said = f"Its sender uses a borrowed domain ({sender.domain[:60]})"
        yield Oddity("borrowed-domain", said, 1.5, About.SENDER)
    elif case.traits.odd_domain:
        said = f"Its domain ends in .{sender.domain.rpartition('.')[2]}, cheap and much abused"
        yield Oddity("odd-ending", said, 1.0, About.SENDER)
    if sender.domain in FREE_MAIL and (_COMPANY.search(sender.name[:_LONGEST]) or case.traits.mass):
        yield Oddity(
            "office-at-free-mail", "An office writes from a free address", 1.5, About.SENDER
        )


def _of_own_name(case: Case, sender: Address) -> Iterator[Oddity]:
    """Colleagues, as a stranger would like to look; services say on whose behalf they write."""
    host = sender.domain.rpartition(".")[0]
    used = own_office(sender.name, host, case.task.me.addresses)
    via = "via" in _WORD.findall(sender.name[:_LONGEST].casefold())
    if used and not via and used not in names_of((sender,)):
        said = f"It bears your organisation's name ({used}), but comes from {sender.domain[:60]}"
        yield Oddity("your-name-elsewhere", said, 1.5, About.SENDER)


def _is_odd_from(message: ParsedMessage, sender: Address | None) -> bool:
    """Several addresses, one that is none, or one with a name of pieces."""
    field = message.header("From")
    if not _came_by_mail(message):
        return False
    if sender is None or not _ADDRESS.fullmatch(sender.email.strip()):
        return True
    return field.count("@") > 1 and field.count("<") != 1


def _of_sending(case: Case) -> Iterator[Oddity]:
    message, traits = case.task.message, case.traits
    envelope = message.envelope
    arrived = _came_by_mail(message)
    if arrived and not envelope.to and not envelope.cc and _NOBODY.match(message.header("To")):
        yield Oddity("nobody-named", "It names no recipient", 1.0, About.SENDING)
    listed = message.header("List-Unsubscribe")
    if not listed and (traits.mass or traits.advertises or traits.unsubscribe_offered):
        said = "It advertises to many without the header by which honest senders let go"
        yield Oddity("unlisted", said, 0.5 if traits.authenticated else 1.0, About.SENDING)
    if not case.task.thread and arrived and _is_false_reply(case):
        said = "It pretends to go on with something"
        yield Oddity("false-reply", said, 0.5, About.SENDING)
    if _CODE.search(case.subject[:_LONGEST]):
        yield Oddity(
            "code-in-subject", "Its subject ends in the mark of a mailing", 0.5, About.SENDING
        )
    if arrived:
        yield from _of_identity(message)


def _of_invitation(case: Case, *, wanting: bool) -> Iterator[Oddity]:
    """Real clients, offices and doctors invite as well, but are proven and want nothing else."""
    invites = any(event.method.upper() == "REQUEST" for event in case.task.message.calendar)
    if invites and not case.traits.in_thread and (wanting or case.traits.unauthenticated):
        yield Oddity("stranger-invites", "A stranger invites you", 1.5, About.SENDING)


def _is_false_reply(case: Case) -> bool:
    """“Re:” of nothing, or a thread that is none of mine in a message that does not say so.

    What answers by itself keeps the thread and has a subject of its own; In-Reply-To alone, old
    programs wrote at will (RFC 5322 section 3.6.4).
    """
    envelope = case.task.message.envelope
    if is_reply_subject(case.subject):
        return not (envelope.in_reply_to or envelope.references)
    if not envelope.references or case.traits.auto_submitted or case.task.message.calendar:
        return False
    mine = {organisational_domain(each.domain) for each in case.task.me.addresses}
    named = (
        organisational_domain(each.strip("<>").rpartition("@")[2]) for each in envelope.references
    )
    return mine.isdisjoint(named)


def _came_by_mail(message: ParsedMessage) -> bool:
    """Whether servers have left their marks: what a file of bare text lacks is not odd."""
    return any(name.casefold() in _MARKS for name, _ in message.headers)


def _of_identity(message: ParsedMessage) -> Iterator[Oddity]:
    """The Message-ID, which every honest program writes (RFC 5322 section 3.6.4)."""
    field = message.header("Message-ID").strip()
    sender = message.envelope.sender
    if not field:
        return  # who takes it in may add one
    if not re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", field):
        yield Oddity("odd-identity", "Its Message-ID is malformed", 1.0, About.SENDING)
    elif sender and message.header("Return-Path"):
        path = message.header("Return-Path").strip(" <>").rpartition("@")[2]
        made = organisational_domain(field.rpartition("@")[2].rstrip(">"))
        if path and organisational_domain(path) != organisational_domain(sender.domain) != made:
            said = "Neither bounces nor its Message-ID belong to its sender's domain"
            yield Oddity("sent-elsewhere", said, 0.5, About.SENDING)


def _of_content(text: str) -> Iterator[Oddity]:
    for rule, pattern, weight, said in _BAITS:
        found = pattern.search(text)
        if found:
            words = " ".join(text[found.start() : found.end()].split())[:60]
            yield Oddity(rule, f"{said} (“{words}”)", weight, About.CONTENT)
    junk = len({match.group().casefold() for match in cues.JUNK.finditer(text)})
    if junk:
        weight = min(0.5 * junk, 1.5)
        yield Oddity("junk-words", "It uses words of junk mail", weight, About.CONTENT)
    if cues.LOTS_OF_SHOUTING.search(text):
        yield Oddity("shouting", "It shouts", 0.5, About.CONTENT)
    if fraud_words.CREDENTIALS.search(text):
        yield Oddity("account-threat", "It wants an account to be confirmed", 1.0, About.CONTENT)


def _of_links(message: ParsedMessage) -> Iterator[Oddity]:
    text = message.text[:20_000]
    if _NUMBER_LINK.search(text):
        yield Oddity(
            "number-link", "A link leads to a number instead of a name", 2.0, About.CONTENT
        )
    if _SHORT_LINK.search(text):
        yield Oddity("short-link", "A link hides where it leads", 1.5, About.CONTENT)
    plain = " ".join(text.split())
    brings = "http" in plain or message.html or message.attachments
    if len(plain) < _SHORT and brings:
        yield Oddity("hardly-text", "It has hardly any text to read", 0.5, About.CONTENT)
    if hides_words(message):
        yield Oddity("hidden-text", "It hides more words than it shows", 1.5, About.CONTENT)
