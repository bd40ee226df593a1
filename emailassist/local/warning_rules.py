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
        "The domain differs from a well-known one by a letter or a joined word.",
    ),
    _rule(
        "imitates-you",
        "Look-alike of your domain",
        "The domain differs from your own by a letter; colleagues write from yours.",
    ),
    _rule(
        "office-name-at-free-mail",
        "Your organisation at a free address",
        "Whoever belongs to your organisation writes from its domain, not from free mail.",
    ),
    _rule(
        "boss-at-free-mail",
        "A boss at a free address",
        "Directors do not have gifts bought or money sent from a free mail address.",
    ),
    _rule(
        "secret-errand",
        "Money, and no questions",
        "Who wants money sent and no call about it fears the call, whoever's mailbox it is.",
    ),
    _rule(
        "money-by-link",
        "Card or payment by a link",
        "Fines, refunds and cards by a link, from a sender whom nothing proves.",
    ),
    _rule(
        "papers-first",
        "Papers before money",
        "Advance loans want your papers first, and fees next.",
    ),
    _rule(
        "courtship",
        "A stranger's affection",
        "Romances with strangers move to a messenger, and then to money.",
    ),
    _rule(
        "mail-password",
        "The key of your mailbox",
        "Only the program and page that you read mail with need your mail password.",
    ),
    _rule(
        "password-in-haste",
        "A password within hours",
        "Who is in a hurry to have you sign in does not want you to look where.",
    ),
    _rule(
        "code-wanted",
        "A code of yours",
        "Codes and approvals are for you alone; who asks for one is trying to get in.",
    ),
    _rule(
        "code-to-scan",
        "Sign-in behind a picture",
        "A code to scan takes you to a page that no filter saw, on a telephone.",
    ),
    _rule(
        "card-for-money",
        "Your card, so that you get money",
        "Refunds go back the way they were paid; nobody needs the number of your card for them.",
    ),
    _rule(
        "fee-in-haste",
        "A fee within hours",
        "Tolls, fines and customs give days and an account, not hours and a link.",
    ),
    _rule(
        "safe-account",
        "Away from your bank",
        "No bank has safe accounts, or wants you not to speak with it.",
    ),
    _rule(
        "call-to-cancel",
        "A bill to be called off",
        "It bills you for what you never ordered, and waits for your call.",
    ),
    _rule(
        "easy-wage",
        "A wage for nothing",
        "Who pays strangers for clicks or for passing on money needs a name to hide behind.",
    ),
    _rule(
        "paid-unseen",
        "Paid unseen",
        "A flat or a thing that nobody can show, a courier, and money in advance.",
    ),
    _rule(
        "blackmail",
        "Paid for silence",
        "Nobody has filmed you: the same words go to everybody.",
    ),
    _rule("sure-profit", "A sure profit", "Nobody can promise so many per cent a week."),
    _rule(
        "proof-of-payment",
        "Proof of a payment elsewhere",
        "Who forged an account wants the transfer proven before anybody asks.",
    ),
    _rule(
        "page-attached",
        "A page as a file",
        "Web pages as files imitate sign-ins, out of sight of filters.",
    ),
    _rule(
        "locked-archive",
        "A locked archive with its key",
        "A lock whose key stands beside it keeps out nobody but filters.",
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
        "It bears the name of somebody whom you write to at another address, and wants something,"
        " or nothing proves who sent it.",
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
        "link-in-disguise",
        "A link in disguise",
        "Its host is written with digits or letters that look like those of another.",
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
