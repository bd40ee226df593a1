import sys
import time

import pytest

from emailassist.engine.clock import BELIEVED_AFTER, SteadyClock, Waits, passed
from tests.engine.sending_mail.watching import Times

HOUR = 3600.0


@pytest.fixture
def times() -> Times:
    return Times(wall=1_800_000_000.0)


@pytest.fixture
def clock(times: Times) -> SteadyClock:
    return SteadyClock(lambda: times.wall, lambda: times.passed)


def test_a_clock_that_runs_is_believed_also_over_sleep_and_drift(
    times: Times, clock: SteadyClock
) -> None:
    times.pass_by(8 * HOUR)
    assert clock.now().timestamp() == times.wall
    for _ in range(20):
        times.passed += 600
        times.wall += 600 + 30  # corrected by the network, bit by bit
        assert clock.now().timestamp() == times.wall


@pytest.mark.parametrize("jump", [5 * HOUR, -5 * HOUR])
def test_a_clock_that_jumped_is_believed_after_a_while(
    times: Times, clock: SteadyClock, jump: float
) -> None:
    before = times.wall
    times.wall += jump
    assert clock.now().timestamp() == min(before, before + jump)
    times.pass_by(BELIEVED_AFTER - 1)
    assert clock.now().timestamp() == min(before, before + jump) + BELIEVED_AFTER - 1
    times.pass_by(2)
    assert clock.now().timestamp() == times.wall


def test_a_jump_that_is_taken_back_was_none(times: Times, clock: SteadyClock) -> None:
    times.wall += 5 * HOUR
    assert clock.now().timestamp() == times.wall - 5 * HOUR
    times.wall -= 5 * HOUR
    times.pass_by(HOUR)
    assert clock.now().timestamp() == times.wall


def test_waits_go_by_what_passes(times: Times, clock: SteadyClock) -> None:
    waits = Waits(lambda: times.passed)
    now = clock.now()
    until = now.fromtimestamp(now.timestamp() + 10, now.tzinfo)
    assert waits.left(1, until, now) == 10
    times.wall -= HOUR
    times.passed += 4
    assert waits.left(1, until, clock.now()) == 6
    far = now.fromtimestamp(now.timestamp() + 999 * HOUR, now.tzinfo)
    assert waits.left(2, far, now) == HOUR
    assert waits.left(3, until, until) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this clock has another name")
def test_what_passes_is_counted_while_the_computer_sleeps_too() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= passed() <= time.clock_gettime(time.CLOCK_BOOTTIME)
