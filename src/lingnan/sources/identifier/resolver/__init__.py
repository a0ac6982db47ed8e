"""A recursive resolver: asks from a top-level node down to who holds a handle, and remembers.

Built on `client` and `wire`; answers through the transports of `node`. Not for records of one's own
(see node) and not a library for programs that only ask (see client).
"""
