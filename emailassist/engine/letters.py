"""From a draft to the finished letter, and from a message to the draft that answers it.

Owns: what a letter says around the person's words. Must not: store or send; take a recipient
from anywhere but the person or a message's header.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from emailassist.domain.account import Account
from emailassist.domain.address import Address
from emailassist.domain.draft import Composition, Draft, Purpose
from emailassist.domain.errors import DraftNotReady
from emailassist.domain.ids import MessageId, MessageKey
from emailassist.domain.message import ParsedMessage
from emailassist.domain.task import Person
from emailassist.engine.triage import owner
from emailassist.mime.compose import Outgoing, build, build_draft, envelope_addresses
from emailassist.mime.fields import addr_spec, new_message_id
from emailassist.mime.headers import addresses
from emailassist.mime.quoting import forwarded, quote, signature_block, signed
from emailassist.mime.recipients import Audience, Recipients, recipients_for, reply_recipients
from emailassist.mime.subject import forward_subject, reply_subject
from emailassist.mime.writing import Enclosure
from emailassist.store.outbox import Cover, Letter, Plan


@dataclass(frozen=True, slots=True)
class Material:
    """What a letter is made of besides the draft; `original` is what it answers, if anything."""

    account: Account
    original: ParsedMessage | None = None
    enclosures: tuple[Enclosure, ...] = ()
    with_html: bool = False


def letter(draft: Draft, material: Material, plan: Plan) -> Letter:
    """The finished message, dated when it is to go out.

    Who gets it follows from the thread or the person, never the text.

    Raises DraftNotReady when there is nobody to send it to, InputError for a bad address.
    """
    account = material.account
    around = draft.composition or _around(material)
    outgoing = Outgoing(
        sender=account.address,
        recipients=Recipients(around.to, around.cc, around.bcc),
        subject=around.subject,
        text=_text(draft, material),
        message_id=new_message_id(account.address.domain or "localhost", uuid.uuid4().hex),
        date=(plan.send_at if plan.scheduled else datetime.now(UTC)).astimezone(),
        answers=material.original.envelope if material.original else None,
        enclosures=material.enclosures,
        with_html=material.with_html,
    )
    cover = Cover(
        account=account.id,
        message_id=outgoing.message_id,
        sender=addr_spec(account.address),
        recipients=envelope_addresses(outgoing.recipients),
        subject=around.subject,
    )
    return Letter(cover, build(outgoing) if plan.purpose is Purpose.SEND else build_draft(outgoing))


def opened(draft: Draft, material: Material) -> tuple[str, Composition]:
    """A reply of the card as the composer shows it: its whole text, and what is around it."""
    around = _around(material)
    return _text(draft, material), around


def blank(account: Account, to: tuple[Address, ...]) -> tuple[str, Composition]:
    """A new message: nothing but the signature."""
    return _above("", account), Composition(account.id, to=to)


def answer(
    account: Account, original: ParsedMessage, me: Person, audience: Audience, language: str
) -> tuple[str, Composition]:
    """A reply with room above its signature and the quote."""
    recipients = recipients_for(original, me, audience)
    around = Composition(
        account.id,
        to=recipients.to,
        cc=recipients.cc,
        subject=reply_subject(original.envelope.subject),
    )
    return _above(quote(original, language), account), around


def forward(
    account: Account, original: ParsedMessage, key: MessageKey, language: str, *, enclosed: bool
) -> tuple[str, Composition]:
    """A message to hand on: as text, or nothing but room for a word above the enclosed one."""
    subject = forward_subject(original.envelope.subject)
    text = "" if enclosed else forwarded(original, language)
    return _above(text, account), Composition(account.id, subject=subject, forwards=key)


def resumed(
    account: Account, message: ParsedMessage, *, replaces: MessageId | None
) -> tuple[str, Composition]:
    """A message as a draft to go on with, or to send once more."""
    envelope = message.envelope
    around = Composition(
        account.id,
        to=envelope.to,
        cc=envelope.cc,
        bcc=addresses(list(message.all_headers("Bcc"))),
        subject=envelope.subject,
        replaces=replaces,
    )
    return message.text, around


def readdressed(
    draft: Draft, original: ParsedMessage, me: Person, audience: Audience
) -> Composition | None:
    """The draft's composition for another audience, unless the person chose who gets it."""
    around = draft.composition
    if around is None:
        return None
    choices = [recipients_for(original, me, each) for each in Audience]
    if Recipients(around.to, around.cc) not in choices or around.bcc:
        return around
    wanted = recipients_for(original, me, audience)
    return replace(around, to=wanted.to, cc=wanted.cc)


def _above(below: str, account: Account) -> str:
    """An empty line to write on, the signature, and what stands below."""
    block = signature_block(account.signature)
    return "\n".join(part for part in ("\n", block, below) if part) if block or below else ""


def _around(material: Material) -> Composition:
    original = material.original
    if original is None:
        raise DraftNotReady("The message that this answers is no longer here.")
    recipients = reply_recipients(original, owner(material.account))
    if not recipients.to:
        raise DraftNotReady("There is nobody to reply to: the message has no sender address.")
    return Composition(
        material.account.id,
        to=recipients.to,
        cc=recipients.cc,
        subject=reply_subject(original.envelope.subject),
    )


def _text(draft: Draft, material: Material) -> str:
    if draft.composition is not None or material.original is None:
        return draft.proposal.body
    own = signed(draft.proposal.body.strip(), material.account.signature)
    return f"{own}\n\n{quote(material.original, draft.proposal.language)}"
