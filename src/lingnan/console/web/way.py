"""Ways within this console: those that came from outside, and the one-time link that goes out."""


def way_of(said: str, default: str = "/") -> str:
    """Answer a way within this console, the default where it is none."""
    return said if is_ours(said) else default


def is_ours(said: str) -> bool:
    """Answer whether a way is within this console: one slash, no other site, no second line."""
    return said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable()


def welcome_link(address: str, token: str) -> str:
    """Answer the link by which a password is set.

    The token stands behind the #: browsers send that to nobody, so that no log on the way has it.
    """
    return f"{address}/welcome#{token}"
