"""OAuth tokens as an entry of the keyring.

Owns: their form there. Must not: put them anywhere else.
"""

import json

from emailassist.domain.errors import SecretUnavailable
from emailassist.domain.oauth import Tokens


def encoded(tokens: Tokens) -> str:
    """The text for the keyring."""
    return json.dumps(
        {"access": tokens.access, "refresh": tokens.refresh, "expires_at": tokens.expires_at}
    )


def decoded(text: str) -> Tokens:
    """The tokens of such a text; raises SecretUnavailable."""
    try:
        data = json.loads(text)
        return Tokens(str(data["access"]), str(data["refresh"]), float(data["expires_at"]))
    except (ValueError, LookupError, TypeError):
        # Not the cause: it would quote the text.
        raise SecretUnavailable(
            "The keyring's entry of this account is no sign-in.", hint="Sign in again."
        ) from None
