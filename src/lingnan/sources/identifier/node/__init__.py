"""The server: operations, authorisation, sessions, transports, limits, metrics.

`service.NodeService.answer` takes one whole request and gives its answers; transports put packets
together and apart. Reads `records`, never the database. Source: RFC 3652, decision 0005.
"""
