"""Killing the program in the middle of synchronising and of sending."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from emailassist.domain.account import Security
from tests.faults.sending import Post
from tests.faults.syncing import recovered
from tests.faults.victim import Victim
from tests.faults.world import World
from tests.support.chaos import Calm, ChaosProxy, CutAt, calm


async def killed_sync_round(world: World) -> None:
    """Killed twice, the third time it brings all that the server has."""
    world.deliver(24)
    with ChaosProxy(world.dovecot.server(Security.NONE)) as proxy:
        async with world.engine() as engine:
            await world.add_account(engine, proxy.server)
        for _ in range(2):
            await asyncio.to_thread(_kill_synchronising, world, proxy)
        async with world.engine() as engine:
            await recovered(world, engine, f"seed {world.seed}")
    assert _is_sound(world.home / "mail.db")


def _kill_synchronising(world: World, proxy: ChaosProxy) -> None:
    """One process, killed before a write or when the server has said so much."""
    if world.random.random() < 0.5:
        victim = Victim(world.home, "sync", at_write=int(600 ** world.random.random()))
    else:
        victim = Victim(world.home, "sync")
        bytes_left = int(200_000 ** world.random.random())
        proxy.plan = lambda: (Calm(), CutAt(bytes_left, then=victim.kill))
    victim.start()
    victim.wait()
    proxy.plan = calm
    world.stir(2)


def kill_sending(way: Post) -> None:
    """One process, killed before a write or at a byte of either conversation."""
    random = way.world.random
    victim = Victim(way.world.home, "send")
    match random.choice(["write", "smtp-up", "smtp-down", "imap-up", "imap-down"]):
        case "write":
            victim.at_write = random.randint(1, 60)
        case "smtp-up":
            left = random.randint(1, 2500)
            way.smtp.plan = lambda: (CutAt(left, then=victim.kill), Calm())
        case "smtp-down":
            left = random.randint(1, 600)
            way.smtp.plan = lambda: (Calm(), CutAt(left, then=victim.kill))
        case "imap-up":
            left = random.randint(1, 2500)
            way.imap.plan = lambda: (CutAt(left, then=victim.kill), Calm())
        case _:
            left = random.randint(1, 3000)
            way.imap.plan = lambda: (Calm(), CutAt(left, then=victim.kill))
    victim.start()
    victim.wait()
    way.imap.plan = way.smtp.plan = calm


def _is_sound(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
