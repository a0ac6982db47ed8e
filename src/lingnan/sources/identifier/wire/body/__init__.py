"""Bodies of messages, one frozen value each; `catalogue` finds the one a message has.

Source: RFC 3652 §3, Handle protocol facts §1.9.
"""
