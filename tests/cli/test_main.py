import pytest

from emailassist import __main__, app


def test_an_interruption_ends_with_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "main", interrupted)
    with pytest.raises(SystemExit, match=r"^Cancelled\.$"):
        __main__.main()
