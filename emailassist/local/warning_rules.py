"""The rules that warn: what each sign of fraud is called, and why it is one.

Owns: the descriptions by the names that `phishing` and `impostors` give their signs. Must not:
look at a message.
"""

from typing import Final

from emailassist.domain.rule import RuleInfo, RuleKind


def _rule(name: str, title: str, why: str) -> RuleInfo:
    return RuleInfo(name, title, why, RuleKind.WARNS, ("spam-phishing",))


WARNING: Final = (
    _rule(
        "not-authentic",
        "Sender not confirmed",
        "DMARC or SPF failed at your own mail server, and the mail wants something worth forging.",
    ),
    _rule(
        "name-shows-address",
        "Another address as its name",
        "The sender's name is an address of somebody else, as many programs show only the name.",
    ),
    _rule(
        "claims-brand",
        "A well-known name from elsewhere",
        "The sender's name is that of a company which does not own the domain.",
    ),
    _rule(
        "look-alike-domain",
        "Look-alike domain",
        "The domain differs from a well-known one, or from yours, by a letter or a joined word.",
    ),
    _rule(
        "changed-payee",
        "Another account than before",
        "Earlier mail of this sender named one account to pay to, this one names another; that is"
        " how invoices are forged, also from mailboxes that were broken into.",
    ),
    _rule(
        "borrowed-name",
        "A name that you know, elsewhere",
        "It bears the name of somebody whom you write to at another address.",
    ),
    _rule(
        "almost-known-domain",
        "Almost a domain that you know",
        "Its domain differs by a letter or its ending from one where you write to.",
    ),
    _rule(
        "reply-elsewhere",
        "Answers go elsewhere",
        "A company that wants its answers at a free mail address mostly is none.",
    ),
    _rule(
        "bill-by-phone",
        "A bill to be called about",
        "Bills of a well-known name, from elsewhere, with a number to call against them.",
    ),
    _rule(
        "link-elsewhere",
        "A link that leads elsewhere",
        "A link shows one address and leads to another.",
    ),
    _rule(
        "changed-account",
        "Changed bank details",
        "It speaks of a new account, and nothing proves who wrote it.",
    ),
    _rule(
        "mixed-alphabets",
        "Letters in disguise",
        "Words of mixed alphabets or with invisible signs are written for filters, not readers.",
    ),
    _rule(
        "account-pressure",
        "An account under threat",
        "It says that an account is locked or must be confirmed, and wants it done by a link.",
    ),
    _rule(
        "odd-payment",
        "Payment that cannot be taken back",
        "Gift cards, crypto money and wire transfers under pressure.",
    ),
    _rule(
        "parcel-fee",
        "A fee for a parcel",
        "It wants a small sum before a parcel is delivered.",
    ),
    _rule("bait", "Bait", "A prize, an inheritance or a hacked camera."),
)
