"""The daily deposit with the top-level node: full or incremental, sealed, and restored from.

XML modelled on RFC 8909 and RFC 9022; names of our own objects are ours, because the Chinese drafts
(draft-industrial-internet-identifier-data-escrow, draft-wu-identifier-sln-objects-mapping) were not
at hand. Not for backups of the node itself (see records.backup).
"""
