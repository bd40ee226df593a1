"""The window: Qt widgets and models, and one bridge to the engine.

Owns: everything that is seen. Must not: do I/O, or hold rules of the mail business.
"""
