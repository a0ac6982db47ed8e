"""Enterprise prefixes that were given out: filed, changed, suspended, resumed, revoked."""
