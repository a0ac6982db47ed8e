"""node replica: a read-only copy of a node on another machine, kept up to date.

Not for what a replica does (see sources.identifier.node.follower).
"""

import socket
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import Format, print_lines, print_one
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text


def register(tree: typer.Typer) -> None:
    """Add the command below `lingnan node`."""
    tree.command("replica")(replica)


def replica(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    source: Annotated[str, typer.Option("--from", help="https://…: the node's management API.")],
    token_file: Annotated[
        Path, typer.Option(help="A file with an API token that may operate the node.")
    ],
    certificate: Annotated[
        Path | None, typer.Option(help="PEM file to trust beside the system's.")
    ] = None,
    name: Annotated[str, typer.Option(help="Of this replica; default: of this machine.")] = "",
    address: Annotated[str, typer.Option(help="Where others reach it.")] = "127.0.0.1",
    listen: Annotated[list[str] | None, typer.Option(help="Where it listens.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="UDP and TCP.")] = 2641,
    http_port: Annotated[int, typer.Option(min=1, max=65_535, help="HTTP and HTTPS.")] = 8000,
    workers: Annotated[int, typer.Option(min=0, max=64, help="0: one a processor.")] = 0,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Make a replica of a node: it resolves, takes no changes, and follows the node."""
    from lingnan.sources.identifier.node.feed import FeedPlace
    from lingnan.sources.identifier.node.replica import ReplicaWish, make_replica

    settings: Settings = context.obj
    try:
        token = token_file.read_text("ascii").strip()
    except (OSError, ValueError):
        told = Text(f"无法读取 {token_file}", f"{token_file} cannot be read")
        raise UsageError(told) from None
    place = FeedPlace(source, token, name or socket.gethostname()[:64], certificate)
    wish = ReplicaWish(
        place, address, tuple(listen or (address,)), port, http_port, workers, settings.lang
    )
    prefixes = make_replica(folder, wish)
    if form is not Format.table:
        print_one({"folder": str(folder), "prefixes": list(prefixes)}, form)
        return
    line = settings.line(f"node serve {folder}")
    served = "、".join(prefixes), ", ".join(prefixes)
    lines = [
        Text(
            f"已在 {folder} 建立前缀 {served[0]} 的只读副本。",
            f"Made a read-only replica for {served[1]} in {folder}.",
        ),
        Text(
            f"下一步：{line}；并把副本的 HS_SITE 加入前缀标识，解析方才会找到它。",
            f"Next: {line}. Add the replica's HS_SITE to the prefix handle for others to find it.",
        ),
    ]
    print_lines([settings.say(each) for each in lines])
