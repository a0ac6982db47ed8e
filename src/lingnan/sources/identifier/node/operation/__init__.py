"""What the operations of the protocol do, one file each, free of wire octets.

Each takes a `Host`, the decoded request and who asks, and gives a `Reply`; the binary side and the
HTTP interface call the same. Refusals are `Refusal` errors with the code of the protocol.
"""
