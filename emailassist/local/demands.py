"""Demands that nobody honest makes by mail, whoever proves to be its sender.

Frauds of today pass every check of their sender, for they write from domains of their own. What
they want gives them away: the key of the mailbox, a code, a card so that money comes back.

Owns: the signs that a demand and its haste give together. Must not: look at who sent it.
"""

import re
from collections.abc import Iterator
from typing import Final

from emailassist.domain.message import ParsedMessage
from emailassist.local import demand_words as words
from emailassist.local.cased import Caseless
from emailassist.local.demanded import demanded
from emailassist.local.fraud_words import CALL_AGAINST, NEW_BANK
from emailassist.local.sign import Sign

_MAX: Final = 6_000
_QUOTES: Final = re.compile(words.QUOTED)
_REPLIED: Final = re.compile(r"^>.*$", re.MULTILINE)
_PAGE: Final = re.compile(r"\.(?:s?html?|svg)$", re.IGNORECASE)
_PAGE_NAMED: Final = re.compile(
    r"\b(?:attached|adjunt[oa]|ci-joint)\b[^\n]{0,60}\.s?html?\b", re.IGNORECASE
)
_ARCHIVE: Final = re.compile(r"\.(?:zip|rar|7z|iso|img)\b", re.IGNORECASE)
_AFTER: Final = r"\s{0,2}(?=[a-z!#-]*\d)[\w!#-]{3,16}\b"
_KEY: Final = Caseless(
    rf"\b(?:password|passcode|pass)\b[^.\n]{{0,20}}?(?:\bis|[:=-]){_AFTER}",
    rf"\b(?:contraseña|clave)\b[^.\n]{{0,20}}?(?:\bes|[:=-]|\s){_AFTER}",
    rf"\b(?:mot de passe|code)\b[^.\n]{{0,20}}?(?:\best|[:=-]){_AFTER}",
)
"""The key of an archive in a sentence; it holds a digit."""
_OPENED: Final = Caseless(
    r"\b(?:sign in|password|listen|play|open|voice|view)\b",
    r"\b(?:contraseña|escuch\w+|abr\w+|ver)\b",
    r"\b(?:mot de passe|écout\w+|ouvr\w+|consult\w+)\b",
)


def demand_signs(message: ParsedMessage, text: str) -> Iterator[Sign]:
    """Signs in `text`, what its writer says of others and repeats of them left out."""
    said = _REPLIED.sub(" ", _QUOTES.sub(" ", text[:_MAX]))
    hasty = words.HASTE.search(said) is not None
    yield from _passwords(said, hasty=hasty)
    yield from _codes(said, hasty=hasty)
    yield from _cards(said)
    yield from _money(said)
    yield from _threats(said)
    yield from _files(message, said)


def _passwords(said: str, *, hasty: bool) -> Iterator[Sign]:
    key = demanded(words.MAIL_PASSWORD, said)
    if key:
        yield Sign("mail-password", f"It wants the key of your mailbox (“{key}”).")
    elif hasty and demanded(words.ANY_PASSWORD, said):
        yield Sign("password-in-haste", "It wants you to sign in within hours.")


def _codes(said: str, *, hasty: bool) -> Iterator[Sign]:
    if hasty and demanded(words.SCAN, said) and words.SIGN_IN_OR_CARD.search(said):
        yield Sign("code-to-scan", "It hides a sign-in or a payment behind a code to scan.")
    code = demanded(words.SEND_CODE, said)
    if code and words.SECRET_CODE.search(said):
        yield Sign("code-wanted", f"It wants a code that is for you alone (“{code}”).")
    approve = demanded(words.APPROVE, said)
    if approve and words.SIGN_IN_REQUEST.search(said):
        yield Sign("code-wanted", f"It wants you to approve what you did not begin (“{approve}”).")


def _cards(said: str) -> Iterator[Sign]:
    card = demanded(words.CARD, said)
    if card and (words.MONEY_BACK.search(said) or words.BACK_OF_CARD.search(said)):
        yield Sign("card-for-money", f"It wants your card so that you are given money (“{card}”).")
    elif (
        "http" in said
        and words.FEE.search(said)
        and words.HOURS.search(said)
        and demanded(words.PAY, said)
    ):
        yield Sign("fee-in-haste", "It wants a fee or a fine by a link, within hours.")


def _money(said: str) -> Iterator[Sign]:
    safe = demanded(words.SAFE_ACCOUNT, said)
    if not safe and words.WILL_CALL.search(said):
        safe = demanded(words.NOT_THE_BANK, said)
    if safe:
        yield Sign("safe-account", f"It keeps you from your own bank (“{safe}”).")
    if (
        words.RENEWED.search(said)
        and words.CHARGED.search(said)
        and words.DISOWNED.search(said)
        and words.MENDER.search(said)
        and CALL_AGAINST.search(said)
    ):
        yield Sign("call-to-cancel", "It bills you for what you never ordered, and wants a call.")
    if words.NO_SKILL.search(said) and words.ODD_WAGE.search(said):
        yield Sign("easy-wage", "It offers a wage for what nobody has to be able to do.")
    unseen = words.COURIER.search(said) and words.ABSENT.search(said) and words.ADVANCE.search(said)
    if unseen or (words.CHEQUE.search(said) and demanded(words.SURPLUS, said)):
        yield Sign("paid-unseen", "It wants money in advance for what nobody has seen.")
    if words.PROFIT.search(said) and words.INVEST.search(said):
        yield Sign("sure-profit", "It promises a profit that nobody can promise.")
    if words.PROOF_OF_PAYMENT.search(said) and demanded(NEW_BANK, said):
        yield Sign("proof-of-payment", "It names another account, and wants the payment proven.")


def _threats(said: str) -> Iterator[Sign]:
    if words.FILMED.search(said) and words.RANSOM.search(said) and words.TO_ALL.search(said):
        yield Sign("blackmail", "It says that it has filmed you, and wants to be paid for silence.")


def _files(message: ParsedMessage, said: str) -> Iterator[Sign]:
    names = [each.filename for each in message.attachments if not each.inline]
    if (any(map(_PAGE.search, names)) or _PAGE_NAMED.search(said)) and _OPENED.search(said):
        yield Sign("page-attached", "It brings a web page as a file; such pages imitate sign-ins.")
    locked = any(map(_ARCHIVE.search, names)) or _ARCHIVE.search(said)
    if locked and (words.KEY_WITH_LOCK.search(said) or _KEY.search(said)):
        yield Sign(
            "locked-archive", "It brings a locked archive and its key, which no filter looks into."
        )
