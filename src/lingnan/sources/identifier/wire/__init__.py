"""The codec of the Handle protocol: octets ⇄ frozen values, and their JSON form.

Pure: no input or output, no clock, no randomness; the standard library only, so that a client can
use it alone. Not for keys, MACs and signatures (see proof) and not for deciding anything about a
request (see node). Sources: RFC 3650–3652, DO-IRP 3.0, Handle protocol facts §1.
"""
