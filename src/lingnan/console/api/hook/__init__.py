"""Webhooks: who is to be told, what is owed, and telling it, signed, where that may be.

The door: `deliver_due(store, at=…)` does what is due now; `deliver_until` does it again and again.
Not for the routes that register them (api.webhook).
"""

from lingnan.console.api.hook.deliver import deliver_due, deliver_until

__all__ = ["deliver_due", "deliver_until"]
