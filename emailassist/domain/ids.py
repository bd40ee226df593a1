"""Identifiers, each a type of its own so that one is never passed for another.

Owns: local keys (integers given by the store) and the protocol's identifiers.
Must not: say how they are made.
"""

from typing import NewType

AccountId = NewType("AccountId", int)
MailboxId = NewType("MailboxId", int)
MessageKey = NewType("MessageKey", int)
"""The store's key of a message; the RFC 5322 identifier is `MessageId`."""
ThreadKey = NewType("ThreadKey", int)
DraftKey = NewType("DraftKey", int)
OutboxKey = NewType("OutboxKey", int)
EnclosureKey = NewType("EnclosureKey", int)
"""The store's key of a file that goes with a draft."""
VersionKey = NewType("VersionKey", int)
"""The store's key of one of the texts that a draft had."""
LessonKey = NewType("LessonKey", int)
"""The store's key of something that the person taught."""

Uid = NewType("Uid", int)
"""RFC 9051 section 2.3.1.1; means nothing without its `UidValidity`."""
UidValidity = NewType("UidValidity", int)
MessageId = NewType("MessageId", str)
"""RFC 5322 section 3.6.4, with the angle brackets: ``<id@host>``."""
