"""Everything that understands mail without a language model: tiers 1.0 and 2.0.

Owns: rules, the local classifier, asks, facts, warnings, the extractive summary, the reply
skeleton. Must not: call an LLM or the network, read a clock, or look anything up.
"""
