"""Finding the servers of a mail address.

Owns: presets, DNS, autoconfig and guesses. Must not: log in anywhere, or tell anybody more of the
address than its domain.
"""
