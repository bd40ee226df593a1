"""What each oddity is called, and why it is one.

Owns: the descriptions by the names that `oddities` gives. Must not: look at a message.
"""

from typing import Final

from emailassist.domain.rule import RuleInfo, RuleKind


def _rule(name: str, title: str, why: str) -> RuleInfo:
    return RuleInfo(name, title, why, RuleKind.TELLS, ("spam-phishing",))


ODD: Final = (
    _rule(
        "unproven",
        "Sender not proven",
        "Your mail server looked for something that vouches for the shown domain in vain.",
    ),
    _rule(
        "odd-from",
        "Odd From field",
        "Honest programs write one plain address; several, or one that is none, hide the real one.",
    ),
    _rule(
        "from-yourself",
        "From yourself",
        "It bears your own address, and your own server cannot confirm it.",
    ),
    _rule(
        "decorated-name",
        "Decorated sender",
        "Pictures, stars and dots in a sender's name catch the eye and slip past filters.",
    ),
    _rule(
        "code-in-name",
        "Code in the sender's name",
        "A long number or a random word in a name makes each copy of a mailing different.",
    ),
    _rule(
        "code-in-subject",
        "Code in the subject",
        "A random word at the end of a subject makes each copy of a mailing different.",
    ),
    _rule(
        "borrowed-domain",
        "Borrowed domain",
        "The domain is one that a hosting company lends to whoever asks for a day.",
    ),
    _rule(
        "odd-ending",
        "Cheap domain",
        "Endings such as .top or .icu cost next to nothing and are used for a day.",
    ),
    _rule(
        "answers-elsewhere",
        "Answers to another domain",
        "Who asks for answers at another domain than they write from may not own the first.",
    ),
    _rule(
        "office-at-free-mail",
        "Office at a free address",
        "Banks, shops and support teams have a domain of their own.",
    ),
    _rule(
        "your-name-elsewhere",
        "Your organisation's name elsewhere",
        "Offices of your organisation write from its domain.",
    ),
    _rule(
        "nobody-named",
        "No recipient",
        "Who writes to many strangers at once leaves their addresses out.",
    ),
    _rule(
        "stranger-invites",
        "A stranger's invitation",
        "Invitations go into calendars by themselves, with the links that are in them. Those of"
        " honest strangers are proven, and want nothing else.",
    ),
    _rule(
        "unlisted",
        "No way out",
        "Large receivers demand the List-Unsubscribe header of everybody who advertises.",
    ),
    _rule(
        "false-reply",
        "False reply",
        "It pretends to go on with a conversation that you never had.",
    ),
    _rule(
        "odd-identity",
        "Odd Message-ID",
        "Every honest program gives its messages a well-formed Message-ID.",
    ),
    _rule(
        "sent-elsewhere",
        "Sent elsewhere",
        "Bounces and Message-ID of honest mail belong to its sender or the service they use.",
    ),
    _rule(
        "prize-survey",
        "Present for answers",
        "No shop gives away a tool kit for three questions; a card number comes after them.",
    ),
    _rule("prize", "Something won", "Nobody wins where they did not play."),
    _rule("law-threat", "Threat with the law", "Courts and police write letters, not e-mail."),
    _rule("stranger-money", "A stranger's money", "Nobody gives millions to an address."),
    _rule("coins", "Crypto money", "Free coins and wallets to confirm cost the wallet."),
    _rule("sex", "Sex and company", "Strangers who offer company are a business."),
    _rule("cure", "A cure", "Cures by mail are sold to addresses that were bought."),
    _rule("tried-before", "Tried before", "It makes a stranger look like one who missed you."),
    _rule("loss-threat", "Threat of loss", "Fear makes people click before they think."),
    _rule("parcel", "A waiting parcel", "Nearly everybody waits for some parcel."),
    _rule("junk-words", "Words of junk mail", "Words that junk mail uses and letters do not."),
    _rule("shouting", "Shouting", "Capitals and exclamation marks in rows."),
    _rule(
        "account-threat",
        "An account to confirm",
        "Services that you use ask you after you have signed in, not by mail.",
    ),
    _rule("number-link", "Link to a number", "Honest places on the web have names."),
    _rule(
        "short-link",
        "Shortened link",
        "A short link hides where it leads. From a sender who is proven, and without anything else"
        " that is odd, it tells nothing.",
    ),
    _rule("hardly-text", "Hardly any text", "A picture or a link alone leaves filters nothing."),
    _rule("hidden-text", "Hidden text", "Text that nobody sees is written for filters."),
)
