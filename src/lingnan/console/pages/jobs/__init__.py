"""One job: how far it is, what came of it, stopping it."""
