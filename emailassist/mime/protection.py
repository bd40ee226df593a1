"""Whether a message is signed or encrypted, and in which format.

Owns: naming it. Must not: verify, decrypt, or say that a signature is good.
"""

from collections.abc import Iterable

from emailassist.domain.message import Protection
from emailassist.mime.containers import SMIME_TYPES, signed_message
from emailassist.mime.leaf import Leaf

_ENCRYPTED_TEXT = "-----BEGIN PGP MESSAGE-----"
_SIGNED_TEXT = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURES = {
    "application/pgp-encrypted": Protection.PGP_ENCRYPTED,
    "application/pgp-signature": Protection.PGP_SIGNED,
    "application/pkcs7-signature": Protection.SMIME_SIGNED,
    "application/x-pkcs7-signature": Protection.SMIME_SIGNED,
}


def protection(leaves: Iterable[Leaf], text: str) -> Protection | None:
    """What protects the message, None when nothing does; `text` is what can be read of it."""
    found = {each for each in map(_of_leaf, leaves) if each}
    beginning = text.lstrip()[: len(_SIGNED_TEXT)]
    if beginning.startswith(_ENCRYPTED_TEXT):
        found.add(Protection.PGP_ENCRYPTED)
    elif beginning.startswith(_SIGNED_TEXT):
        found.add(Protection.PGP_SIGNED)
    return next((each for each in Protection if each in found), None)


def _of_leaf(leaf: Leaf) -> Protection | None:
    if leaf.content_type in SMIME_TYPES:
        readable = signed_message(leaf) is not None
        return Protection.SMIME_SIGNED if readable else Protection.SMIME_ENCRYPTED
    return _SIGNATURES.get(leaf.content_type)
