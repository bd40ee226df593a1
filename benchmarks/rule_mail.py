"""Mail that was written to measure rules: structure, and what the mailbox held before it.

Owns: the row format of `training/rulemail` and making tasks of its rows. Must not: judge.
"""

from collections.abc import Iterator
from dataclasses import replace
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import getaddresses
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from emailassist.domain.address import Address
from emailassist.domain.task import TriageTask
from emailassist.engine.history import history_of
from emailassist.engine.labelled import LabelledRow, row_task

# Header fields as they stand: the library would put a broken or disguised sender right.
_VERBATIM: Final = SMTPUTF8.clone(
    header_factory=HeaderRegistry(use_default_map=False), max_line_length=998
)


class File(BaseModel):
    """A file that is attached; what it holds does not matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: str


class RuleMail(BaseModel):
    """A message, and the rule that it was written for: whether that holds, as a person reads it.

    `knows` are people whom its reader has written to, `letters` how many came from the sender
    before, `earlier` texts of earlier mail of the sender or the thread, `beside` of others at
    the sender's domain.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    lang: str
    about: str
    fires: bool
    sender: str = Field(alias="from")
    to: str
    subject: str
    body: str
    headers: dict[str, str]
    category: str
    accept: tuple[str, ...]
    html: str = ""
    files: tuple[File, ...] = ()
    calendar: str = ""
    knows: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    letters: int = 0


def read_rule_mail(folder: Path) -> Iterator[RuleMail]:
    """The rows of all files of a folder."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield RuleMail.model_validate_json(line)


def task_of(row: RuleMail) -> TriageTask:
    """The message as it arrives in a mailbox that holds what the row says of it."""
    raw = _composed(row).as_bytes().decode("utf-8", "surrogateescape")
    task = row_task(LabelledRow.model_validate({"id": row.id, "raw": raw}))
    people = tuple(Address(name, email) for name, email in getaddresses(row.knows))
    sender = task.message.envelope.sender
    return replace(
        task,
        known_sender=sender is not None and any(each.key == sender.key for each in people),
        history=history_of(sender, people, row.letters, row.earlier, row.beside),
    )


def _composed(row: RuleMail) -> EmailMessage:
    message = EmailMessage(policy=_VERBATIM)
    message["From"] = row.sender
    message["To"] = row.to
    message["Subject"] = row.subject
    for name, value in row.headers.items():
        message[name] = value
    if row.body or not row.html:
        message.set_content(row.body)
    if row.html:
        (message.add_alternative if row.body else message.set_content)(row.html, subtype="html")
    if row.calendar:
        message.add_alternative(row.calendar, subtype="calendar", params=_method(row.calendar))
    for file in row.files:
        main, _, sub = file.type.partition("/")
        message.add_attachment(b"-", maintype=main, subtype=sub, filename=file.name)
    return message


def _method(calendar: str) -> dict[str, str]:
    named = [line.partition(":")[2] for line in calendar.splitlines() if line.startswith("METHOD:")]
    return {"method": named[0]} if named else {}
