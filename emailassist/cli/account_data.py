"""Accounts and servers as the command line prints them.

Owns: their JSON and their tables. Must not: read any.
"""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from emailassist.cli.session import table
from emailassist.domain.account import Account
from emailassist.domain.discovery import Proposal, Tried


def account_data(account: Account) -> dict[str, object]:
    """One account as JSON."""
    return {
        "id": account.id,
        "name": account.name,
        "email": account.address.email,
        "imap": account.imap.label,
        "imap_security": account.imap.security.value,
        "smtp": account.smtp.label,
        "smtp_security": account.smtp.security.value,
        "username": account.username,
        "secret": account.secret.kind.value,
        "auth": account.auth.value,
        "oauth": account.oauth,
        "trusted_certificates": [
            {"server": f"{each.host}:{each.port}", "sha256": each.sha256}
            for each in account.trusted_certificates
        ],
    }


def proposal_data(found: Proposal) -> dict[str, object]:
    """What was found for an address as JSON."""
    provider = found.provider
    return {
        "email": found.email,
        "complete": found.is_complete,
        "provider": provider.title if provider else "",
        "login": [each.value for each in provider.login] if provider else [],
        "advice": provider.advice if provider else "",
        "imap": [_tried(each) for each in found.imap],
        "smtp": [_tried(each) for each in found.smtp],
        "notes": list(found.notes),
    }


def _tried(tried: Tried) -> dict[str, Any]:
    candidate = tried.candidate
    return {
        "server": candidate.server.label,
        "security": candidate.server.security.value,
        "username": candidate.username,
        "origin": candidate.origin.value,
        "told_by": candidate.told_by,
        "foreign": candidate.foreign,
        "works": tried.works,
        "problem": tried.problem,
        "certificate": tried.certificate.fingerprint if tried.certificate else "",
    }


def servers_table(tried: Sequence[Tried]) -> Table:
    """Servers for a person, a line each."""
    return table(
        ("For", "Server", "Encryption", "User name", "Named by", "Answers"),
        [
            (
                each.candidate.service.value.upper(),
                each.candidate.server.label,
                each.candidate.server.security.value,
                each.candidate.username,
                each.candidate.told_by,
                "yes" if each.works else each.problem,
            )
            for each in tried
        ],
    )
