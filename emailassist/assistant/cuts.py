"""Telling when a server has read only a part of what it was sent.

Owns: comparing lengths with the tokens that the server counted. Must not: know why.
"""

_SHORT = 6000
"""Characters; a prompt up to here fits into any context in use."""
_LONGEST_TOKEN = 6.0
"""Characters a token has on average at most, in any language and with any tokenizer."""
_ODD = 1.4
"""So many times more characters a token than ever before are not the text's doing."""
_LEAST = 500
"""Fewer tokens than any context holds: a server that leaves out what it had in its cache."""


class CutDetector:
    """Learns from short prompts how many characters a server's tokens have."""

    def __init__(self) -> None:
        self._longest = 0.0

    def was_cut(self, characters: int, tokens: int) -> bool:
        """Whether that many tokens cannot be all of a prompt of that many characters."""
        if tokens < 1:
            return False
        ratio = characters / tokens
        if characters <= _SHORT:
            self._longest = max(self._longest, min(ratio, _LONGEST_TOKEN))
            return False
        usual = min(_LONGEST_TOKEN, self._longest * _ODD) if self._longest else _LONGEST_TOKEN
        return tokens >= _LEAST and ratio > usual
