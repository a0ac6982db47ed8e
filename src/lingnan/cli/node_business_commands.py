"""node prefix, template, register, batch, manage: the business side of a second-level node.

The groups stand in files of their own and join the tree of `node` here.
"""

from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli import node_prefix_commands, node_register_commands, node_template_commands
from lingnan.cli.node_business_desk import NodeOption

_HERE = Path()


def register(tree: typer.Typer) -> None:
    """Add the commands below `lingnan node`."""
    node_prefix_commands.register(tree)
    node_template_commands.register(tree)
    node_register_commands.register(tree)
    tree.command("manage")(manage)


def manage(
    context: typer.Context,
    node: NodeOption = _HERE,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535)] = 3000,
    certificate: Annotated[
        Path | None, typer.Option(help="TLS certificate (PEM); default: that of node.yaml.")
    ] = None,
    certificate_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
) -> None:
    """Serve the management API of a running node; over TLS, or on this machine only."""
    from lingnan.sources.identifier.management.main import serve_management
    from lingnan.sources.identifier.management.serve import ServeWish

    _ = context
    serve_management(node, ServeWish(host, port, certificate, certificate_key))
