"""Rules said in a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emailassist.domain.address import Address
from emailassist.domain.errors import RuleFileError, RuleNotUnderstood
from emailassist.domain.own_rule import Addressed, OwnRule, is_meant, meaning
from emailassist.domain.triage import Category, Priority
from emailassist.local.rule_file import as_table, read_rule_file, with_rule, without_rule
from emailassist.local.rule_sentence import read_sentence

CATEGORIES = tuple(
    Category(name, title, "", "#000000")
    for name, title in (
        ("personal", "Personal"),
        ("receipt", "Receipts and orders"),
        ("newsletter", "Newsletters"),
        ("fyi", "For information"),
        ("spam-phishing", "Spam and phishing"),
        ("school", "School"),
    )
)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "mail from my landlord is personal and urgent",
            OwnRule("landlord", ("landlord",), category="personal", priority=Priority.URGENT),
        ),
        (
            "everything from billing@… with 'invoice' in the subject is a receipt",
            OwnRule("billing", ("billing@",), subject=("invoice",), category="receipt"),
        ),
        (
            "Mails from ana@example.org or example.net are important and need no reply.",
            OwnRule(
                "ana-example-org",
                ("ana@example.org", "example.net"),
                priority=Priority.HIGH,
                needs_reply=False,
            ),
        ),
        (
            "all mail with an attachment from strangers is spam",
            OwnRule("spam-phishing", attachment=True, known=False, category="spam-phishing"),
        ),
        (
            "todo lo de ana@ejemplo.es necesita respuesta",
            OwnRule("ana-ejemplo-es", ("ana@ejemplo.es",), needs_reply=True),
        ),
        (
            "mail from is@mairie.est always needs a reply",
            OwnRule("is-mairie-est", ("is@mairie.est",), needs_reply=True),
        ),
        (
            "mail from my boss always needs a reply",
            OwnRule("boss", ("boss",), needs_reply=True),
        ),
        (
            "les mails avec « facture » dans l'objet et une pièce jointe sont des reçus",
            OwnRule("facture", subject=("facture",), attachment=True, category="receipt"),
        ),
        (
            "ce qui vient de la-poste.example est de faible priorité",
            OwnRule("la-poste-example", ("la-poste.example",), priority=Priority.LOW),
        ),
        (
            "if a mail comes from Dr. Smith, it wants a reply",
            OwnRule("dr-smith", ("Dr. Smith",), needs_reply=True),
        ),
        (
            "messages where I am in copy are low priority",
            OwnRule("", addressed=Addressed.CC, priority=Priority.LOW),
        ),
        (
            "mail from the list neighbours that mentions “parking” is for information",
            OwnRule("neighbours", text=("parking",), list_id=("neighbours",), category="fyi"),
        ),
        (
            "todo lo de facturas@example.es con «factura» en el asunto es un recibo",
            OwnRule(
                "facturas-example-es",
                ("facturas@example.es",),
                subject=("factura",),
                category="receipt",
            ),
        ),
        (
            "el correo de mi casero es personal y de baja prioridad",
            OwnRule("casero", ("casero",), category="personal", priority=Priority.LOW),
        ),
        (
            "correos de desconocidos con archivos adjuntos son spam",
            OwnRule("", attachment=True, known=False, category="spam-phishing"),
        ),
        (
            "les mails de mon propriétaire sont personnels et urgents",
            OwnRule(
                "proprietaire", ("propriétaire",), category="personal", priority=Priority.URGENT
            ),
        ),
        (
            "les courriels dont l’objet contient « école » vont dans School",
            OwnRule("ecole", subject=("école",), category="school"),
        ),
        (
            "tout ce qui vient de facturation@example.fr est un reçu et n'attend pas de réponse",
            OwnRule(
                "facturation-example-fr",
                ("facturation@example.fr",),
                category="receipt",
                needs_reply=False,
            ),
        ),
    ],
)
def test_what_a_sentence_means(sentence: str, expected: OwnRule) -> None:
    found = read_sentence(sentence, CATEGORIES)
    assert found.says == sentence
    assert _bare(found) == _bare(expected)
    if expected.name:
        assert found.name == expected.name


def _bare(rule: OwnRule) -> list[object]:
    return [getattr(rule, name) for name in OwnRule.__slots__ if name not in {"name", "says"}]


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("mail from my landlord", "does not say what"),
        ("mail from ana@example.org is purple", "“purple” is not understood"),
        ("delete mail from bob", "deletes and moves nothing"),
        ("delete everything from bob and it is urgent", "deletes and moves nothing"),
        ("mail from bob is not spam", "not what it is not"),
        ("mail from ana@example.org wearing hats is urgent", "“wearing hats”"),
        ("all mail is urgent", "which mail"),
        ("mail from ana@example.org is urgent and low priority", "does not say what"),
        ("", "sentence"),
        ("x" * 500, "400"),
    ],
)
def test_what_is_not_understood_is_said(sentence: str, word: str) -> None:
    with pytest.raises(RuleNotUnderstood) as caught:
        read_sentence(sentence, CATEGORIES)
    assert word in caught.value.reason


def test_a_name_that_is_taken() -> None:
    said = "mail from my landlord is urgent"
    assert read_sentence(said, CATEGORIES, {"landlord", "landlord-2"}).name == "landlord-3"


WORDS = st.sampled_from(
    (
        *("mail", "from", "to", "is", "are", "with", "in", "the", "subject", "and", "or", "urgent"),
        *("personal", "“a b”", "ana@b.example", "b.example", "de", "el", "asunto", "es", "con"),
        *("recibo", ",", ".", "no", "reply", "needs", "dont", "objet", "est", "list", "whose"),
        *("un", "-", "'", "é", "ß", "İ"),
    )
)


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60))
def test_a_sentence_is_understood_or_refused(sentence: str) -> None:
    try:
        rule = read_sentence(sentence, CATEGORIES)
    except RuleNotUnderstood:
        return
    assert not rule.is_about_all
    assert not rule.says_nothing
    assert meaning(rule).endswith(".")
    assert read_rule_file(as_table(rule), ()).rules == (rule,)


TEXTS = st.lists(
    st.text(min_size=1, max_size=12).map(str.strip).filter(bool),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
RULES = st.builds(
    OwnRule,
    name=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    sender=TEXTS,
    subject=st.just(()) | TEXTS,
    attachment=st.none() | st.booleans(),
    addressed=st.none() | st.sampled_from(Addressed),
    category=st.sampled_from(["receipt", "personal"]),
    priority=st.none() | st.sampled_from(Priority),
    on=st.booleans(),
    says=st.text(max_size=20),
)


@settings(max_examples=40)
@given(st.lists(RULES, min_size=1, max_size=3, unique_by=lambda rule: rule.name))
def test_what_is_written_is_read_and_the_rest_stays(rules: list[OwnRule]) -> None:
    text = '# mine\noff = ["bait"]  # too many\n'
    for rule in rules:
        text = with_rule(text, rule)
    text += "# the end\n"
    assert read_rule_file(text, {"bait"}).rules == tuple(rules)
    for rule in rules:
        text = without_rule(text, rule.name)
    found = read_rule_file(text, {"bait"})
    assert (found.off, found.rules) == (("bait",), ())
    assert text.startswith('# mine\noff = ["bait"]  # too many\n')
    assert text.endswith("# the end\n")


def test_whom_a_text_means() -> None:
    person = Address("José Ruiz", "billing@mail.shop.example")
    for wanted in ("billing@", "shop.example", "@mail.shop.example", "jose", "Ruiz", "JOSÉ RUIZ"):
        assert is_meant(wanted, person), wanted
    for wanted in ("bill@", "op.example", "ana@shop.example", "Rui", "billing@shop.example"):
        assert not is_meant(wanted, person), wanted


LINES = st.sampled_from(
    (
        *("off = []", 'off = ["bait"]', "off = 1", "[[rule]]", "[rule]", "rule = 1", "# x", ""),
        *(
            'name = "a"',
            "name = 3",
            'from = "x"',
            "from = []",
            "from = [1]",
            'category = "personal"',
        ),
        *(
            'category = "none"',
            'priority = "urgent"',
            'priority = "soon"',
            "on = 1",
            "known = true",
        ),
        *(
            'addressed = "cc"',
            "says = 1",
            "needs-reply = false",
            "a.b = 1",
            "[",
            "date = 1979-05-27",
        ),
    )
)


@settings(max_examples=80)
@given(st.lists(LINES, max_size=8).map("\n".join) | st.text(max_size=40))
def test_a_file_is_read_or_its_line_named(text: str) -> None:
    line = 1
    rules: tuple[OwnRule, ...] = ()
    try:
        rules = read_rule_file(text, {"bait"}, {"personal"}).rules
    except RuleFileError as error:
        line = error.line
    assert 1 <= line <= text.count("\n") + 1
    assert all(not rule.says_nothing and not rule.is_about_all for rule in rules)
