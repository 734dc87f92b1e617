"""Mechanisms taken out one at a time: a test that does not notice is no guard.

`python -m tests.mutations [WORDS]` copies the tree, applies each entry of `faults.toml`, runs the tests it names and
expects them to fail; part of `make soak`. That every entry still fits the code is checked by `make test`.
"""
