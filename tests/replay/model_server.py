"""A small IMAP server in memory that keeps mailboxes, counts commands and refuses on demand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.imap.scripted import Conversation


@dataclass
class Letter:
    """A message of the server; 0 stands for the size that is asked for."""

    message_id: str
    flags: set[str] = field(default_factory=set)
    size: int = 0

    def is_of(self, size: int) -> bool:
        return 0 in {self.size, size} or self.size == size


@dataclass
class Box:
    """A mailbox of the server: messages by UID."""

    letters: dict[int, Letter] = field(default_factory=dict)
    uid_validity: int = 7
    uid_next: int = 1

    def add(self, letter: Letter) -> int:
        uid, self.uid_next = self.uid_next, self.uid_next + 1
        self.letters[uid] = letter
        return uid


@dataclass
class ModelServer:
    """`refusals`: what is answered to commands that begin so; `hang_up_after`: the connection

    ends once a command that begins so was done, and before that is said.
    """

    capabilities: str = "IMAP4rev1 UIDPLUS MOVE"
    permanent_flags: str = "\\*"
    boxes: dict[str, Box] = field(default_factory=lambda: {"INBOX": Box()})
    refusals: dict[str, str] = field(default_factory=dict)
    hang_up_after: str = ""
    commands: list[str] = field(default_factory=list)
    logins: int = 0

    def converse(self, conversation: Conversation) -> None:
        """Serve one connection."""
        conversation.capabilities = self.capabilities.encode()
        conversation.log_in()
        self.logins += 1
        session = _Session(self, conversation)
        while line := conversation.command().decode():
            self.commands.append(line)
            refused = next((a for verb, a in self.refusals.items() if line.startswith(verb)), "")
            if refused:
                conversation.answer(refused.encode())
                continue
            answers, done = session.do(line)
            if self.hang_up_after and line.startswith(self.hang_up_after):
                self.hang_up_after = ""
                return
            conversation.answer(done.encode(), *(each.encode() for each in answers))

    def told(self, *verbs: str) -> list[str]:
        """The commands that begin with one of these."""
        return [line for line in self.commands if line.startswith(verbs)]


class _Session:
    def __init__(self, server: ModelServer, conversation: Conversation) -> None:
        self._server = server
        self._conversation = conversation
        self._name = ""

    @property
    def _box(self) -> Box:
        return self._server.boxes[self._name]

    def do(self, line: str) -> tuple[list[str], str]:
        """Untagged answers and the tagged one."""
        verb, _, rest = line.partition(" ")
        if verb == "UID":
            verb, _, rest = rest.partition(" ")
        if line.startswith("UID ") and not self._name:
            return [], "BAD no mailbox is selected"
        act = getattr(self, f"_{verb.lower()}", None)
        return act(rest) if act else ([], "OK done")

    def _select(self, rest: str) -> tuple[list[str], str]:
        name, self._name = rest.split('"')[1], ""
        if name not in self._server.boxes:
            return [], "NO [TRYCREATE] no such mailbox"
        self._name = name
        return [
            f"{len(self._box.letters)} EXISTS",
            f"OK [UIDVALIDITY {self._box.uid_validity}] valid",
            f"OK [UIDNEXT {self._box.uid_next}] next",
            f"OK [PERMANENTFLAGS (\\Seen \\Flagged {self._server.permanent_flags})] kept",
        ], "OK [READ-WRITE] selected"

    _examine = _select

    def _create(self, rest: str) -> tuple[list[str], str]:
        if rest.split('"')[1] in self._server.boxes:
            return [], "NO [ALREADYEXISTS] Mailbox already exists"
        self._server.boxes[rest.split('"')[1]] = Box(uid_validity=9)
        return [], "OK made"

    def _list(self, rest: str) -> tuple[list[str], str]:
        return [f'LIST () "/" "{name}"' for name in self._server.boxes], "OK listed"

    def _store(self, rest: str) -> tuple[list[str], str]:
        uids, sign, flags = re.fullmatch(r"(\S+) ([+-])FLAGS\.SILENT \((.*)\)", rest).groups()  # type: ignore[union-attr]
        for uid in self._meant(uids):
            mine = self._box.letters[uid].flags
            (mine.update if sign == "+" else mine.difference_update)(flags.split())
        return [], "OK stored"

    def _copy(self, rest: str) -> tuple[list[str], str]:
        uids, target = self._meant(rest.split()[0]), rest.split('"')[1]
        if target not in self._server.boxes:
            return [], "NO [TRYCREATE] no such mailbox"
        box = self._server.boxes[target]
        new = [box.add(replace(old, flags=set(old.flags))) for old in self._letters(uids)]
        if not uids or "UIDPLUS" not in self._server.capabilities:
            return [], "OK copied"
        pairs = f"{','.join(map(str, uids))} {','.join(map(str, new))}"
        return [], f"OK [COPYUID {box.uid_validity} {pairs}] copied"

    def _move(self, rest: str) -> tuple[list[str], str]:
        uids = self._meant(rest.split()[0])
        answers, done = self._copy(rest)
        if done.startswith("OK"):
            for uid in uids:
                del self._box.letters[uid]
        return answers, done

    def _expunge(self, rest: str) -> tuple[list[str], str]:
        for uid in self._meant(rest or "1:*"):
            if "\\Deleted" in self._box.letters[uid].flags:
                del self._box.letters[uid]
        return [], "OK expunged"

    def _search(self, rest: str) -> tuple[list[str], str]:
        if "DELETED" in rest:
            found = [u for u, each in self._box.letters.items() if "\\Deleted" in each.flags]
        else:
            wanted, smaller = rest.split('"')[1], re.search(r"SMALLER (\d+)", rest)
            size = int(smaller[1]) - 1 if smaller else 0
            letters = self._box.letters.items()
            found = [u for u, each in letters if each.message_id == wanted and each.is_of(size)]
        return [" ".join(["SEARCH", *map(str, found)])], "OK searched"

    def _fetch(self, rest: str) -> tuple[list[str], str]:
        lines = [
            f"{place} FETCH (UID {uid} FLAGS ({' '.join(sorted(each.flags))}))"
            for place, (uid, each) in enumerate(self._box.letters.items(), 1)
        ]
        return lines, "OK fetched"

    def _letters(self, uids: list[int]) -> Iterator[Letter]:
        return (self._box.letters[uid] for uid in uids)

    def _meant(self, text: str) -> list[int]:
        spans = [part.partition(":")[::2] for part in text.split(",")]
        return [
            uid
            for uid in list(self._box.letters)
            if any(int(a) <= uid and (b == "*" or uid <= int(b or a)) for a, b in spans)
        ]
