"""Power and time to spare, as the system tells."""

from types import SimpleNamespace

import psutil
import pytest

from emailassist.engine.quiet import Machine


@pytest.mark.parametrize(
    ("plugged", "on_mains"), [(True, True), (False, False), (None, True), ("none", True)]
)
def test_only_a_battery_that_is_drained_counts(
    monkeypatch: pytest.MonkeyPatch, plugged: bool | str | None, on_mains: bool
) -> None:
    battery = None if plugged == "none" else SimpleNamespace(power_plugged=plugged)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery, raising=False)
    assert Machine().on_mains() is on_mains


def test_what_this_program_does_itself_is_no_unrest(monkeypatch: pytest.MonkeyPatch) -> None:
    now, busy = 0.0, 55.0
    monkeypatch.setattr(psutil, "cpu_count", lambda: 2)
    monkeypatch.setattr(psutil, "cpu_percent", lambda: busy)
    monkeypatch.setattr(psutil.Process, "cpu_percent", lambda _self: 90.0)
    machine = Machine(lambda: now)
    assert machine.is_idle()
    now, busy = 9.0, 80.0
    assert machine.is_idle()  # asked a moment ago
    now = 10.0
    assert not machine.is_idle()
