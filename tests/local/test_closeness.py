"""How much of what tells one text apart another shares."""

from emailassist.local.closeness import telling

POLITE = "Hello Tom, thank you very much for your kind letter of Tuesday, many greetings, Ann. "


def test_what_all_letters_have_tells_nothing() -> None:
    own = POLITE + "The walnut veneer arrives with lorry 4711."
    others = [
        POLITE + "Is the veneer of walnut on lorry 4711 already?",
        POLITE + "Lorry 4711 is late.",
        POLITE + "The orchestra plays in the harbour.",
        "",
    ]
    same, part, other, nothing = telling(own, others)
    assert same > part > 0.06 > other
    assert nothing == 0.0
    assert telling("", ["a word"]) == [0.0]
    assert telling("veneer", []) == []
