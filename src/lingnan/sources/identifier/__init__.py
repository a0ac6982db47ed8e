"""The identifier node: a second-level node of the Handle protocol, and the evidence it yields.

Parts, processes and tables are written down in `docs/decisions/0005-identifier-node.md`.
"""
