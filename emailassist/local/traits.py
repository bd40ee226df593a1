"""What headers, addresses and structure say about a message.

Owns: one pure reading of the parts of a message that need no understanding of its text.
Must not: decide a category (rules and classifier do).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from emailassist.domain.address import Address
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import TriageTask
from emailassist.local import cues
from emailassist.local.authentication import read_authentication
from emailassist.local.free_mail import FREE_MAIL

_AUTOMATED: Final = re.compile(
    r"^(?:(?:do[-_.]?)?no?t?[-_.]?repl(?:y|ies)|no[-_.]?(?:responder|contestar|reply)"
    r"|ne[-_.]?pas[-_.]?repondre"
    r"|mailer[-_.]?daemon|postmaster|bounces?|notif(?:y|ications?|icaciones)?|alerts?|alertas?"
    r"|alertes?"
    r"|avisos?|automat\w*|auto|system|daemon|root|cron|builds?|ci|jenkins|monitoring|robot|bot"
    r"|noticeboard|notices?|updates?|reminders?|recordatorios?|rappels?|mensajes|messages?"
    r"|sistema|systeme)\d*$"
    r"|no[-_.]?reply|donotreply|no[-_.]?responder|ne[-_.]?pas[-_.]?repondre"
    r"|(?:^|[-_.+])(?:bot|bounces?|notifications?|notificaciones|alerts?|alertas?|alertes?|avisos?"
    r"|noreply|ci)(?:$|[-_.+])",
    re.IGNORECASE,
)
_COMMERCE: Final = re.compile(
    r"(?:^|[-_.+])(?:billing|invoices?|receipts?|orders?|payments?|sales|shop|store|booking"
    r"|reservations?|tickets?"
    r"|facturas?|facturacion|pedidos?|compras?|pagos?|reservas?|tienda|recibos?|ventas|cobros"
    r"|cuentas|entregas?|taquilla|boletos|billetes"
    r"|factures?|facturation|commandes?|paiements?|reservations?|boutique|achats?|ventes"
    r"|livraisons?"
    r"|expeditions?|billetterie|billets?|comptes|comptabilite"
    r"|rechnung|bestellung|service|accounts?|shipping|shipments?|delivery|envios?)(?:$|[-_.+\d])",
    re.IGNORECASE,
)
_ISSUE_SENDER: Final = re.compile(
    r"(?:^|[-_.+])(?:news(?:letters?)?|digest|weekly|daily|editor(?:s|ial)?|boletin|boletines"
    r"|redaccion|noticias|revista|gaceta|suscripciones|circulares"
    r"|lettre|infolettre|bulletins?|gazette|hebdo|revue|abonnements?|redaction|actu(?:alites?)?"
    r"|subscriptions?|mailinglist|magazine"
    r"|journal)(?:$|[-_.+\d])",
    re.IGNORECASE,
)
_PROMOTION_SENDER: Final = re.compile(
    r"(?:^|[-_.+])(?:offers?|deals?|promo(?:s|tions?|ciones)?|marketing|sales?|ofertas?"
    r"|offres?|ventes?"
    r"|rewards?|vip|events?|campaigns?|descuentos?|rebajas|eventos?|tienda|ventas|soldes"
    r"|promotions?"
    r"|bonsplans|evenements?|boutique|win|shop|store)(?:$|[-_.+\d])",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]{4,500}", re.IGNORECASE)
_ODD_ENDING: Final = re.compile(
    r"\.(?:top|xyz|biz|click|icu|cc|tk|ml|ga|cf|gq|buzz|rest|cam|monster|quest|sbs|cyou|bond"
    r"|loan|win|bid|shop|online|site|live|club|work|support|info)$"
)
_REPLY: Final = re.compile(r"^\s*(?:re|rv|aw|tr|fw|fwd|rép|wg|sv)\s?:", re.IGNORECASE)
_ISSUE_LENGTH: Final = 600
_ISSUE_START: Final = 2_500
_REMEMBERED: Final = 64
"""Messages: more than are looked at side by side."""


class Standing(StrEnum):
    """How I stand among the recipients."""

    ALONE = "alone"
    AMONG = "among"
    COPIED = "copied"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Traits:
    """Structure of one message; every field is read from headers or counted."""

    sender_automated: bool
    sender_commerce: bool
    sender_issue: bool
    sender_promotion: bool
    discussion_list: bool
    """Mail of a list that members write to (RFC 2369 List-Post that is not NO, or its elders)."""
    mass: bool
    """Sent to many by a program: List-Unsubscribe, Precedence bulk, Feedback-ID."""
    auto_submitted: bool
    """RFC 3834: generated or replied by a program."""
    report: bool
    """A delivery status or disposition notice (RFC 6522)."""
    authentication: dict[str, str]
    """spf, dkim, dmarc as the receiving server recorded them (RFC 8601); empty when it did not."""
    authentication_failed: bool
    """DMARC failed, or SPF where DMARC says nothing and no signature holds."""
    aligned: bool
    """A check that passed is about the domain that the sender shows."""
    standing: Standing
    recipients: int
    in_thread: bool
    own_domain: bool
    odd_domain: bool
    """The sender's domain ends in a way that is cheap and seldom used honestly."""
    unsubscribe_offered: bool
    """The text offers to unsubscribe."""
    advertises: bool
    """The text offers something for sale, and no correspondent of mine wrote it."""
    publication: bool
    """It says of itself that it is an issue of something that readers subscribed to."""
    links: int

    @property
    def bulk(self) -> bool:
        return self.mass or self.discussion_list

    @property
    def by_program(self) -> bool:
        return self.sender_automated or self.auto_submitted or self.report

    @property
    def authenticated(self) -> bool:
        """The sender's own domain vouches for it: DMARC passed (RFC 7489)."""
        return self.authentication.get("dmarc") == "pass"

    @property
    def unauthenticated(self) -> bool:
        """The receiving server looked and found nothing that vouches for the sender."""
        return bool(self.authentication) and not self.aligned


@lru_cache(maxsize=_REMEMBERED)
def traits_of(task: TriageTask) -> Traits:
    """Read the structure of a message once."""
    message = task.message
    envelope = message.envelope
    sender = envelope.sender
    local = sender.email.rpartition("@")[0] if sender else ""
    domains = {own.domain for own in task.me.addresses} - FREE_MAIL
    found = read_authentication(message)
    return Traits(
        sender_automated=bool(_AUTOMATED.search(local[:100])),
        sender_commerce=bool(_COMMERCE.search(local[:100])),
        sender_issue=sender is not None and _is_publication(sender),
        sender_promotion=bool(_PROMOTION_SENDER.search(local[:100])),
        discussion_list=is_discussion_list(message),
        mass=_is_mass_mail(message),
        auto_submitted=_is_auto_submitted(message),
        report="multipart/report" in message.header("Content-Type").casefold(),
        authentication=found.results,
        authentication_failed=bool(found.failed),
        aligned=sender is not None and found.is_aligned(sender.domain),
        standing=_standing(task),
        recipients=len(envelope.to) + len(envelope.cc),
        in_thread=bool(envelope.in_reply_to or envelope.references or task.thread),
        own_domain=sender is not None and sender.domain in domains,
        odd_domain=sender is not None and _ODD_ENDING.search(sender.domain) is not None,
        unsubscribe_offered=cues.UNSUBSCRIBE.search(message.text[:20_000]) is not None,
        advertises=_advertises(task),
        publication=_says_publication(task),
        links=sum(1 for _ in _URL.finditer(message.text[:20_000])),
    )


def is_reply_subject(subject: str) -> bool:
    """Whether a subject is taken over from an earlier message: 'Re: Offer'."""
    return _REPLY.match(subject) is not None


def is_discussion_list(message: ParsedMessage) -> bool:
    """Whether its members write to it: List-Post (RFC 2369) that is not NO, or its elders."""
    post = message.header("List-Post").strip().casefold()
    if post:
        return not post.startswith("no")
    if message.header("Precedence").strip().casefold() == "list":
        return not message.header("List-Unsubscribe-Post")  # of mailings, RFC 8058
    return any(message.header(name) for name in ("X-Mailing-List", "X-BeenThere", "Mailing-List"))


def _is_publication(sender: Address) -> bool:
    local = sender.email.rpartition("@")[0][:100]
    hosts = sender.domain.split(".")[:2]
    return bool(
        _ISSUE_SENDER.search(local)
        or any(_ISSUE_SENDER.search(host[:60]) for host in hosts)
        or cues.ISSUE.search(sender.name[:100])
    )


def _says_publication(task: TriageTask) -> bool:
    """Two different signs near the start of a longer text, or one and a publisher's address."""
    text = task.message.text
    if task.known_sender or task.thread or len(text) < _ISSUE_LENGTH:
        return False
    start = f"{task.message.envelope.subject}\n{text[:_ISSUE_START]}"
    signs = {match.group().casefold() for match in cues.PUBLICATION.finditer(start)}
    sender = task.message.envelope.sender
    return len(signs) > 1 or bool(signs and sender and _is_publication(sender))


def _advertises(task: TriageTask) -> bool:
    """An offer in the subject, or two different ones in the text."""
    if task.known_sender or task.thread:
        return False
    subject, text = task.message.envelope.subject, task.message.text[:4_000]
    if cues.OFFER.search(subject):
        return True
    found = [
        match.group().casefold()
        for pattern in (cues.OFFER, cues.SALES_PITCH)
        for match in pattern.finditer(text)
    ]
    return len(set(found)) > 1


def _is_mass_mail(message: ParsedMessage) -> bool:
    if message.header("Precedence").strip().casefold() in {"bulk", "junk"}:
        return True
    return any(
        message.header(name)
        for name in ("List-Unsubscribe", "Feedback-ID", "X-Campaign-Id", "X-CSA-Complaints")
    )


def _is_auto_submitted(message: ParsedMessage) -> bool:
    value = message.header("Auto-Submitted").strip().casefold()
    if value and not value.startswith("no"):
        return True
    return any(
        message.header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Failed-Recipients")
    )


def _standing(task: TriageTask) -> Standing:
    envelope = task.message.envelope
    if any(task.me.is_me(address) for address in envelope.to):
        return Standing.ALONE if len(envelope.to) == 1 else Standing.AMONG
    if any(task.me.is_me(address) for address in envelope.cc):
        return Standing.COPIED
    return Standing.UNNAMED
