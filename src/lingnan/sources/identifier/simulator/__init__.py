"""A simulated national top-level node: a program of its own, for tests and demonstration.

It takes reports and deposits, refers resolution to the second-level node, probes it, and serves
from the deposit when it fails. Prefixes are synthetic (88.900). Addresses and forms are ours, since
those of the real node are not published. Not for production.
"""
