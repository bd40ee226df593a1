"""The asyncio thread: synchronisation, the cascade, the outbox, evaluation, events.

Owns: the order in which things happen and what the person is told. Must not: import Qt, speak a
protocol or SQL itself.
"""
