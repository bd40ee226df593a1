"""Which of the messages here a rule of the person's own is about.

Owns: reading of each no more than the rule needs. Must not: change anything.
"""

from collections.abc import Mapping
from dataclasses import replace

from emailassist.domain.ids import AccountId, MessageKey
from emailassist.domain.own_rule import Addressed, Matter, OwnRule
from emailassist.engine.history import servers_of
from emailassist.local.authentication import believed, read_authentication
from emailassist.local.own_rules import wants_proof
from emailassist.mime.parse import parse_message
from emailassist.store import accounts, ruling
from emailassist.store.database import Database
from emailassist.store.ruling import Stored


def matching(db: Database, rule: OwnRule) -> tuple[MessageKey, ...]:
    """Newest first, without those whose sender is forged if the rule trusts who that is.

    Reads the bytes of a message only where nothing else tells.
    """
    mine = {each.id: each.address.key for each in accounts.accounts(db)}
    friends = ruling.written_to(db) if rule.known is not None else frozenset()
    quick = replace(rule, text=(), list_id=(), addressed=None)
    servers = {each: servers_of(db, each) for each in (mine if wants_proof(rule) else ())}
    found = []
    for each in ruling.stored(db):
        matter = Matter(
            sender=each.sender,
            to=each.recipients,
            subject=each.subject,
            text="",
            list_id="",
            attachment=each.attachment,
            known=(each.account, each.sender.key) in friends,
            addressed=Addressed.NEITHER,
        )
        if matter.fits(quick) and _whole(db, rule, each, matter, mine).fits(rule):
            found.append(each)
    return tuple(
        each.key
        for each in found
        if not servers or not _is_forged(db, each, servers.get(each.account))
    )


def _is_forged(db: Database, each: Stored, servers: frozenset[str] | None) -> bool:
    message = believed(parse_message(ruling.head(db, each.key)), servers)
    return bool(read_authentication(message).failed)


def _whole(
    db: Database, rule: OwnRule, each: Stored, matter: Matter, mine: Mapping[AccountId, str]
) -> Matter:
    if rule.text:
        matter = replace(matter, text=ruling.text(db, each.key))
    if rule.list_id or rule.addressed is not None:
        message = parse_message(ruling.head(db, each.key))
        me = mine.get(each.account, "")
        envelope = message.envelope
        if any(person.key == me for person in envelope.to):
            addressed = Addressed.TO
        elif any(person.key == me for person in envelope.cc):
            addressed = Addressed.CC
        else:
            addressed = Addressed.NEITHER
        matter = replace(matter, list_id=message.header("List-Id"), addressed=addressed)
    return matter
