"""Ways within this console that came from outside: never to another site."""


def way_of(said: str, default: str = "/") -> str:
    """Answer a way within this console, the default where it is none."""
    return said if is_ours(said) else default


def is_ours(said: str) -> bool:
    """Answer whether a way is within this console: one slash, no other site, no second line."""
    return said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable()
