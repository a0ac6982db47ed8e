"""node simulate-top: a simulated national top-level node, as a process of its own.

Not for reporting to it (see node_report_commands).
"""

from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text


def register(tree: typer.Typer) -> None:
    """Add the command below `lingnan node`."""
    tree.command("simulate-top")(simulate_top)


def simulate_top(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder of the simulated node.")],
    prefix: Annotated[str, typer.Option(help="Prefix of the second-level node.")] = "88.900",
    node_host: Annotated[str, typer.Option(help="Where that node is.")] = "127.0.0.1",
    node_port: Annotated[int, typer.Option(help="Its UDP and TCP port.")] = 2641,
    node_http_port: Annotated[int, typer.Option(help="Its HTTP port; 0 for none.")] = 8000,
    application: Annotated[
        list[str] | None,
        typer.Option(help="NAME=FILE, a node that may report and its public key. Repeatable."),
    ] = None,
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="UDP and TCP port of Handle requests.")] = 2741,
    http_port: Annotated[int, typer.Option()] = 8700,
) -> None:
    """Run a simulated national top-level node until it is interrupted. Prefixes are synthetic."""
    import asyncio

    from lingnan.sources.identifier.simulator.process import SimulatorWish, simulate
    from lingnan.sources.identifier.simulator.top_level import make_site

    settings: Settings = context.obj
    named = [each.partition("=") for each in application or ()]
    if not all(name and mark and path for name, mark, path in named):
        raise UsageError(Text("--application 应为 名称=文件", "--application is NAME=FILE"))
    wish = SimulatorWish(
        folder,
        prefix,
        make_site(node_host, node_port, node_http_port or None),
        {name: Path(path) for name, _, path in named},
        host,
        port,
        http_port,
    )

    def ready(handle_port: int, web_port: int) -> None:
        told = Text(
            f"模拟顶级节点已就绪：标识解析 {host}:{handle_port}，报送 http://{host}:{web_port}",
            f"The simulated node is ready: Handle {host}:{handle_port}, "
            f"reports http://{host}:{web_port}",
        )
        typer.echo(settings.say(told))

    asyncio.run(simulate(wish, ready=ready))
