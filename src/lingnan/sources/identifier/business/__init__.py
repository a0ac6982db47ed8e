"""The business side of a second-level node: enterprise prefixes, templates, registration, carriers.

Every step of a prefix or a carrier is a row of a table of states (see lifecycle) and lands with its
audit entry and its wish for the resolution side in one transaction. Who may ask is decided at the
edge (management, command line) with `access`; here only that two hands are two people. Not for the
identifiers themselves (records) nor for HTTP (management).
"""
