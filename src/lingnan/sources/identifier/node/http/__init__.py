"""HTTP and HTTPS of the node: JSON interface, binary tunnel, landing page, registration data.

One port serves both, told apart by the first octet of a connection. Not for what an operation does
(see node.operation) and not for the management interface, which is a program of its own.
"""
