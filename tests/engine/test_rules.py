"""The file of rules of a home: switches, and what a broken file does."""

from pathlib import Path

from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.rules import Rules, with_off
from emailassist.paths import Paths


async def test_switches_keep_the_rest_of_the_file_and_the_last_good_one_counts(
    tmp_path: Path,
) -> None:
    paths = Paths(tmp_path)
    rules = Rules(Store(paths.database), Announcer(), paths)
    paths.rules.write_text('# I know these shops.\noff = [\n  "bait",\n]\n')
    await rules.switch("receipt", on=False)
    assert paths.rules.read_text() == '# I know these shops.\noff = ["bait", "receipt"]\n'
    await rules.switch("bait", on=True)
    assert (await rules.in_force()).off == {"receipt"}

    paths.rules.write_text("off = [oops")
    assert (await rules.in_force()).off == {"receipt"}
    assert rules.problem.startswith("rules.toml:1: ")
    again = Rules(Store(paths.database), Announcer(), paths)
    assert (await again.in_force()).off == {"receipt"}


def test_a_list_is_added_above_tables() -> None:
    assert with_off('[x]\noff = ["no"]\n', ["bait"]) == 'off = ["bait"]\n[x]\noff = ["no"]\n'
