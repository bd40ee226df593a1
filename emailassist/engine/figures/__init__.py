"""Figures about triage, from cases alone: pure functions.

Owns: what is computed and how chance is reckoned with. Must not: run triage, read or keep
anything.
"""
