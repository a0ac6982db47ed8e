"""Where identifiers live: the database that is true, and the LMDB file that resolution reads.

Decision 0005 says why. Not for the protocol (see node) nor for who may register (see business).
"""
