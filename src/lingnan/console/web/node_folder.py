"""Where the identifier node of a store is: its folder and the database it must share.

For the pages of the node and for Health. What stands here is for the log and the administrator,
never for a reader of the node's pages. Not for opening the node (pages.node.place).
"""

import os
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from lingnan.store import Store

FOLDER_VARIABLE: Final = "LINGNAN_NODE"
_FOLDER: Final = "node"


def node_folder(store: Store) -> Path:
    """Answer where the node's folder is or would be."""
    return Path(os.environ.get(FOLDER_VARIABLE) or store.root / _FOLDER)


def database_url(store: Store, *, hides: bool = False) -> str:
    """Answer the address of the store's database; `hides` leaves the password out."""
    url = store.database.engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        return f"sqlite:///{Path(url.database).absolute()}"
    return url.render_as_string(hide_password=hides)


def is_shared(store: Store, other: str) -> bool:
    """Answer whether another address is of the store's database, whoever signs in to it."""
    first, second = make_url(database_url(store)), make_url(other)
    if first.get_backend_name() != second.get_backend_name():
        return False
    if first.get_backend_name() == "sqlite":
        return Path(first.database or "").resolve() == Path(second.database or "").resolve()
    return (first.database, first.port or 5432) == (second.database, second.port or 5432)
