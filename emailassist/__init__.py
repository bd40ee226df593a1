"""emailassist: a desktop mail client in which a team of LLM agents does the tedious part.

The layers and what each may import are drawn in docs/architecture.md.
"""

__version__ = "0.1.0"
