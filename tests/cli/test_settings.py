import pytest

from tests.cli.conftest import Run


def test_a_setting_is_shown_and_changed(run: Run) -> None:
    assert run("--json", "settings", "show").json["undo_seconds"] == 10
    assert run("settings", "set", "undo_seconds", "25").code == 0
    assert run("settings", "set", "local_only", "yes").code == 0
    shown = run("--json", "settings", "show").json
    assert (shown["undo_seconds"], shown["local_only"]) == (25, True)
    assert "endpoints" not in shown


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("undo_secs", "5", "Known:"),
        ("undo_seconds", "soon", "undo_seconds"),
        ("undo_seconds", "4000", "undo_seconds"),
        ("target_precision", "7", "target_precision"),
        ("default_endpoint", "nowhere", "nowhere"),
        ("endpoints", "[]", "Known:"),
    ],
)
def test_what_is_no_setting_is_refused_in_one_line(
    run: Run, name: str, value: str, told: str
) -> None:
    refused = run("settings", "set", name, value)
    assert refused.code == 1
    assert told in refused.err
    assert len(refused.err.strip().splitlines()) == 1
