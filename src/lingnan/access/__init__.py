"""Who may do what: accounts, API tokens, permissions `room:action` and the audit trail."""
