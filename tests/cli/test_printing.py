from tests.cli.conftest import Run


def test_what_stands_between_colons_stays_as_it_is(run: Run) -> None:
    servers = ("--imap-host", "127.0.0.1", "--security", "none", "--imap-port", "9")
    sending = ("--smtp-host", "127.0.0.1", "--smtp-security", "none", "--smtp-port", "9")
    secret = ("--password-command", "echo secret")
    name = ("--name", "3A:AB:smile:9F", "--username", "me")
    added = run("account", "add", "me@x.example", *servers, *sending, *secret, *name)
    listed = run("account", "list")
    unknown = run("account", "check", "x:AB:y")
    assert ":AB:smile:" in added.out
    assert ":AB:smile:" in listed.out
    assert "x:AB:y" in unknown.err
