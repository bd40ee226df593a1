"""The engine from the terminal.

Owns: commands, their options and what they print. Must not: hold logic of the engine.
"""
