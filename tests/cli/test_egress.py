from tests.cli.conftest import Run


def test_what_left_is_listed_and_exported_even_if_nothing_did(run: Run) -> None:
    assert run("--json", "egress", "list").json == {"entries": []}
    assert "Nothing has left" in run("egress", "list").out
    assert run("--json", "egress", "export").json["text"].startswith("id,at,endpoint,host")
    refused = run("egress", "show", "7")
    assert refused.code == 1
    assert "no entry 7" in refused.err


def test_senders_and_categories_are_kept_here_and_let_go(run: Run) -> None:
    kept = run("--json", "egress", "keep", "--sender", "Ana@X.example", "--category", "receipt")
    assert (kept.json["senders"], kept.json["categories"]) == (["ana@x.example"], ["receipt"])
    for wrong in (("--sender", "ana"), ("--category", "nonsense"), ("--sender", "b@x", "--remove")):
        assert run("egress", "keep", *wrong).code == 1
    gone = run("--json", "egress", "keep", "--sender", "ana@x.example", "--remove")
    assert (gone.json["senders"], gone.json["categories"]) == ([], ["receipt"])
