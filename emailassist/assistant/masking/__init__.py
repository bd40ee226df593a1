"""Personal data in outgoing text, replaced by tokens and put back in the answer.

Owns: finding them (`addresses`, `numbers`, `phones`, `people`, `links`) and the tokens of one
conversation (`tokens`, `mask`). Must not: call a model, or claim to anonymise: it reduces what
leaves.
"""
