"""Where identifiers live: the database that is true, and the LMDB file that resolution reads.

`reader` for workers (it imports no database), `writer` and `change` for the one process that
writes, `stored` for checking values before they are handed over, `replica` and `stream` for other
machines, `backup`, `verify` and `replay` for care. Decision 0005 says why. Not for the protocol
(see node) nor for who may register (see business).
"""
