"""The weights that come with the program."""

import shutil
from pathlib import Path

from emailassist.local.shipped import read_weights
from emailassist.paths import shipped

PRIOR = shipped("resources") / "prior"


def test_there_are_weights_for_each_encoder() -> None:
    for model, width in (("usem3", 512), ("lexical", 1_024)):
        weights = read_weights(PRIOR, model)
        assert weights is not None
        rows = 2 * width + len(weights.signs) + 1
        assert weights.categories.shape == (rows, len(weights.names))
        assert weights.priority.shape == (rows, 4)
        assert weights.width == width


def test_what_was_changed_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "prior"
    shutil.copytree(PRIOR, folder)
    packed = folder / "usem3.npz"
    packed.write_bytes(packed.read_bytes()[:-1] + b"x")
    assert read_weights(folder, "usem3") is None
    assert read_weights(folder, "another") is None
