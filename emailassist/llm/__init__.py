"""Where models run: endpoints, the embedded llama.cpp, retries and limits.

Owns: every byte that goes to a model and comes back. Must not: know mail or the agents SDK.
"""
