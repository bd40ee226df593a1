"""The words of the program as frozen dataclasses and enums.

Owns: what a message, a mailbox, a verdict, a draft and an error *are*.
Must not: do I/O, read a clock, or import anything but the standard library.
"""
