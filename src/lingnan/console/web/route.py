"""Routes as values: what may be asked, which permission it takes, which row its path names.

The application does not start when a route leaves one of them open (`check_route`).
Not for serving (serve_route) nor for handlers (pages).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from lingnan.access import Permission, ScopeKind
from lingnan.console.web.answer import Answer
from lingnan.console.web.errors import RouteOpen
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.console.web.call import Call

Handler = Callable[["Call"], Answer]
_PARAMETER: Final = re.compile(r"\{(\w+)(?::\w+)?\}")


class Open(Enum):
    """What a route may ask in place of a permission."""

    #: Anybody: it proves itself, or tells nothing.
    ANYBODY = "anybody"
    #: Anybody who is signed in, about himself.
    SIGNED_IN = "signed-in"


class Row(Enum):
    """What a part of a path may name besides a row of somebody."""

    #: A word of content that everybody may read: a target, a cluster, a table's name.
    CONTENT = "content"
    #: Something of the reader himself, or of the installation: the handler looks for it there.
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Route:
    """One route.

    Attributes:
        permission: that who asks must hold, over the row that the path names if it names one.
        rows: what each parameter of the path names; a scope kind is checked before the handler.
        takes_files: whether its form may carry files, and so be large.
        of_installation: whether the permission must hold over the installation itself, as that of
            accounts: a role over a province or city does not reach it.
        is_before_factor: whether it serves who still lacks the second factor that his role needs.
        carries_kept: whether its form carries what was typed in another before the session ended.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    permission: Permission | Open
    handler: Handler
    rows: Mapping[str, ScopeKind | Row] = field(default_factory=dict)
    takes_files: bool = False
    of_installation: bool = False
    is_before_factor: bool = False
    carries_kept: bool = False

    @property
    def name(self) -> str:
        """The route as messages name it."""
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parts of its path that vary."""
        return tuple(_PARAMETER.findall(self.path))


def get(
    path: str,
    permission: Permission | Open,
    handler: Handler,
    *,
    of_installation: bool = False,
    is_before_factor: bool = False,
    **rows: ScopeKind | Row,
) -> Route:
    """A route that shows something and changes nothing."""
    return Route(
        "GET",
        path,
        permission,
        handler,
        rows,
        of_installation=of_installation,
        is_before_factor=is_before_factor,
    )


def post(
    path: str,
    permission: Permission | Open,
    handler: Handler,
    *,
    takes_files: bool = False,
    of_installation: bool = False,
    is_before_factor: bool = False,
    carries_kept: bool = False,
    **rows: ScopeKind | Row,
) -> Route:
    """A route that changes something."""
    return Route(
        "POST",
        path,
        permission,
        handler,
        rows,
        takes_files,
        of_installation,
        is_before_factor,
        carries_kept,
    )


def check_route(route: Route) -> None:
    """Refuse a route that leaves something open. Raises: RouteOpen."""
    if not isinstance(route.permission, Permission | Open):
        raise RouteOpen(route=route.name, lack=Text("权限", "a permission"))
    if route.of_installation and not isinstance(route.permission, Permission):
        lack = Text("对全系统的权限", "a permission over the installation")
        raise RouteOpen(route=route.name, lack=lack)
    for name in route.parameters:
        if not isinstance(route.rows.get(name), ScopeKind | Row):
            raise RouteOpen(route=route.name, lack=Text(f"参数 {name} 所指", f"what {name} names"))
    for name, kind in route.rows.items():
        if name not in route.parameters or (
            isinstance(kind, ScopeKind) and not isinstance(route.permission, Permission)
        ):
            raise RouteOpen(
                route=route.name, lack=Text(f"{name} 的权限", f"a permission over {name}")
            )
