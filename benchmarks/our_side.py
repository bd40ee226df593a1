"""Our side of the benchmarks beside mbsync: one account that is synchronised on request.

python -m benchmarks.our_side PORT USER HOME [--no-index]

A line on standard input begins a round; how it went is answered as a line of JSON, in seconds
since the round began, which includes connecting where no connection is open.
"""

import argparse
import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path

from emailassist.domain.account import (
    Account,
    NewAccount,
    SecretKind,
    SecretSource,
    Security,
    Server,
)
from emailassist.domain.address import Address
from emailassist.domain.credential import Credential
from emailassist.engine.announcer import Announcer
from emailassist.engine.confined import Store
from emailassist.engine.connections import Connections
from emailassist.engine.indexing import Indexing
from emailassist.engine.mailsync import MailSync
from emailassist.engine.replay import Replay
from emailassist.store import accounts


async def _no_index(*_: object) -> None:
    """Leave what is stored as it is."""


async def _account(store: Store, server: Server, user: str) -> Account:
    known = await store.write(accounts.accounts)
    if known:
        return known[0]
    me = Address("Alice", "alice@example.org")
    none = SecretSource(SecretKind.NONE)
    return await store.write(
        accounts.add_account, NewAccount("Work", me, server, server, user, none)
    )


async def _round(sync: MailSync, account: Account) -> dict[str, float]:
    began, used = time.monotonic(), time.process_time()
    marks: dict[str, float] = {}

    def report(done: int, total: int, text: str) -> None:
        now = time.monotonic() - began
        fetching = "fetching" in text
        if not total:
            return
        if not fetching and done:
            marks.setdefault("first rows", now)
        if done == total:
            marks["stored" if fetching else "listed"] = now

    result = await sync.run(account, report)
    marks["all"] = time.monotonic() - began
    marks["processor"] = time.process_time() - used
    if result.problems:
        raise RuntimeError(str(result.problems))
    marks["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return marks


async def _serve(server: Server, user: str, home: Path) -> None:
    store, announcer = Store(home / "mail.db"), Announcer()
    connections = Connections(lambda _: Credential(os.environ["BENCHMARK_PASSWORD"]), lambda: 3)
    sync = MailSync(store, announcer, connections, Replay(store, announcer, connections))
    account = await _account(store, server, user)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await _round(sync, account)), flush=True)  # noqa: T201
    await connections.close()
    await store.close()


def main() -> None:
    """Answer until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("port", type=int)
    parser.add_argument("user")
    parser.add_argument("home", type=Path)
    parser.add_argument("--no-index", action="store_true")
    arguments = parser.parse_args()
    if arguments.no_index:
        Indexing.run = _no_index  # type: ignore[method-assign, assignment]
    server = Server("127.0.0.1", arguments.port, Security.NONE)
    asyncio.run(_serve(server, arguments.user, arguments.home))


if __name__ == "__main__":
    main()
