"""A search as the database understands it.

Owns: the way from a `Query` to a full-text expression and conditions. Must not: run either.
"""

import re
from dataclasses import dataclass

from sqlite_utils import Database

from emailassist.domain.ids import MailboxId
from emailassist.domain.mailbox import Role
from emailassist.domain.query import (
    Clause,
    Dated,
    InCategory,
    InMailbox,
    Labelled,
    Larger,
    Literal,
    Marked,
    Query,
    Words,
)
from emailassist.domain.query_words import Part
from emailassist.domain.views import UNSURE
from emailassist.store import conditions
from emailassist.store.conditions import NEVER, Condition
from emailassist.store.index import RUNS, UNSPACED, normalised

_SHORTEST_BEGINNING = 2
"""Letters; the index knows these by heart, and one letter begins half of all words."""


@dataclass(frozen=True, slots=True)
class Search:
    """`match` is an FTS5 expression or ''; a message is found that meets all conditions too."""

    match: str = ""
    conditions: tuple[Condition, ...] = ()


def search_for(db: Database, query: Query) -> Search:
    """What to ask the database. Words without a letter or digit narrow nothing by themselves."""
    clauses = [kept for clause in query.clauses if (kept := _searchable(clause))]
    if query and not clauses:
        return Search(conditions=(NEVER,))
    wanted = [each for each in clauses if _is_text(each) and not any(one.negated for one in each)]
    match = " AND ".join(map(_either, wanted))
    rest: list[Condition] = []
    for clause in clauses:
        if clause in wanted:
            continue
        if match and len(clause) == 1 and _is_text(clause):
            match = f"({match}) NOT {_either(clause)}"
        else:
            rest.append(_any(db, clause))
    return Search(match, tuple(rest))


def _searchable(clause: Clause) -> Clause:
    return tuple(
        each
        for each in clause
        if not isinstance(each.test, Words) or _phrases(each.test.text, beginning=False)
    )


def _is_text(clause: Clause) -> bool:
    return all(isinstance(each.test, Words) for each in clause)


def _either(clause: Clause) -> str:
    words = [each.test for each in clause if isinstance(each.test, Words)]
    return f"({' OR '.join(map(expression, words))})"


def expression(words: Words) -> str:
    """The FTS5 expression that finds these words; each is quoted, so none is syntax."""
    phrases = _phrases(words.text, beginning=words.beginning)
    joined = " AND ".join(phrases)
    return f"({joined})" if words.part is Part.ANYWHERE else f"{{{words.part}}} : ({joined})"


def _phrases(text: str, *, beginning: bool) -> list[str]:
    """One phrase for each run of a kind of script, as `index.segmented` cuts them."""
    phrases = []
    runs = [run for run in RUNS.findall(normalised(text)) if any(map(str.isalnum, run))]
    for run in runs:
        if UNSPACED.fullmatch(run):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)]
            phrases.append(f'"{" ".join(pairs)}"' if pairs else f'"{run}"*')
        else:
            last = re.findall(r"[^\W_]+", run)[-1:]
            is_open = beginning and run is runs[-1] and len(last[0]) >= _SHORTEST_BEGINNING
            phrases.append(f'"{run.replace(chr(34), " ")}"{"*" if is_open else ""}')
    return phrases


def _any(db: Database, clause: Clause) -> Condition:
    if len(clause) == 1:
        return _one(db, clause[0])
    each = [_one(db, literal) for literal in clause]
    return Condition(
        " OR ".join(f"({one.sql})" for one in each),
        tuple(value for one in each for value in one.values),
    )


def _one(db: Database, literal: Literal) -> Condition:
    found = _condition(db, literal)
    return ~found if literal.negated else found


def _condition(db: Database, literal: Literal) -> Condition:
    match literal.test:
        case Words() as words:
            sql = "{ordinal} IN (SELECT rowid FROM search WHERE search MATCH ?)"
            return Condition(sql, (expression(words),))
        case Marked(mark):
            return conditions.marked(mark)
        case Dated(since, until):
            return conditions.dated(since, until)
        case InCategory(name):
            is_unsure = name.casefold() == UNSURE
            return conditions.unsure() if is_unsure else conditions.category_begins(name)
        case Labelled(name):
            return conditions.labelled(name)
        case InMailbox(name):
            return conditions.in_mailboxes(_mailboxes(db, name))
        case Larger(octets):
            return conditions.larger(octets)


def _mailboxes(db: Database, name: str) -> tuple[MailboxId, ...]:
    """Those of that role, or else those whose name has it in it."""
    wanted = name.casefold()
    role = _ROLES.get(wanted)
    rows = list(db.query("SELECT id, name, role FROM mailboxes"))
    found = [row["id"] for row in rows if role is not None and row["role"] == role.value]
    found = found or [row["id"] for row in rows if wanted in row["name"].casefold()]
    return tuple(map(MailboxId, found))


_ROLES = {
    **{role.value: role for role in Role if role is not Role.NONE},
    **dict.fromkeys(("posteingang", "entrada", "reception"), Role.INBOX),
    **dict.fromkeys(("gesendet", "enviados", "envoyes", "envoyés"), Role.SENT),
    **dict.fromkeys(("draft", "entwürfe", "borradores", "brouillons"), Role.DRAFTS),
    **dict.fromkeys(("archiv", "archivo", "archives"), Role.ARCHIVE),
    **dict.fromkeys(("spam", "correo no deseado", "indésirables"), Role.JUNK),
    **dict.fromkeys(("bin", "deleted", "papierkorb", "papelera", "corbeille"), Role.TRASH),
}
