"""A sign that something is not as it seems.

Owns: the form. Must not: find one.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """`rule` names the rule that found it; `said` is the sentence for the person."""

    rule: str
    said: str
