"""Keys and secrets of the Handle protocol: MACs, signatures, session keys, certificates.

Pure but for key_file and the system's random numbers; no clock: whoever asks gives the time. Reads
`wire` and `cryptography`, nothing else of the node.
"""
