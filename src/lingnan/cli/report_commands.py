"""report and demo: pages people look at, and a sample province to try everything on."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

_OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="The HTML file.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(
        help="Write one self-contained HTML file that opens offline.", no_args_is_help=True
    )
    tree.command("overview")(overview)
    tree.command("enterprise")(enterprise)
    tree.command("city")(city)
    app.add_typer(tree, name="report")
    app.command("demo")(demo)


def overview(context: typer.Context, output: _OutputOption = None) -> None:
    """Targets, trajectories, forecast, the map and the cluster × city table."""
    from lingnan.console.report import build_overview, load_overview

    settings: Settings = context.obj
    store = settings.open_store()
    view = load_overview(store, settings.pack_of(store), settings.lang)
    _write(build_overview(view, settings.lang), output or Path("overview.html"), settings)


def enterprise(
    context: typer.Context,
    uscc: Annotated[str, typer.Argument(help="The enterprise's USCC.")],
    output: _OutputOption = None,
) -> None:
    """One enterprise: levels, peers, gaps, missing proof, evidence."""
    from lingnan.console.report import build_enterprise, load_enterprise

    settings: Settings = context.obj
    store = settings.open_store()
    view = load_enterprise(store, settings.pack_of(store), uscc, settings.lang)
    _write(build_enterprise(view, settings.lang), output or Path(f"{uscc}.html"), settings)


def city(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The city's code, e.g. 441900.")],
    output: _OutputOption = None,
) -> None:
    """One city: its targets, clusters, levels and what is missing."""
    from lingnan.console.report import build_city, load_city

    settings: Settings = context.obj
    store = settings.open_store()
    view = load_city(store, settings.pack_of(store), code, settings.lang)
    _write(build_city(view, settings.lang), output or Path(f"{code}.html"), settings)


def _write(page: str, path: Path, settings: Settings) -> None:
    path.write_text(page, encoding="utf-8")
    told = Text(f"报告已写入 {path.resolve()}", f"The report is in {path.resolve()}")
    print_lines([settings.say(told)])


def demo(
    context: typer.Context,
    enterprises: Annotated[int, typer.Option(min=500, help="How many sample enterprises.")] = 20000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same province.")] = 7,
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day looked from.")
    ] = datetime(2023, 9, 30),  # noqa: DTZ001  (a plain default, read as a day)
    folder: Annotated[
        Path | None, typer.Option(help="Where; default: --store, else ./demo-store.")
    ] = None,
    renew: Annotated[
        bool, typer.Option("--renew", help="Replace a sample store that is already there.")
    ] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="End after the tour; else the console is served.")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the console.")] = 8700,
) -> None:
    """Build a sample province (synthetic), run it, explain it and open the console on it."""
    from lingnan.cli.demo_tour import tour
    from lingnan.cli.serve_commands import serve_readers

    settings: Settings = context.obj
    root = folder or settings.store_path
    if root == Path():
        root = Path("demo-store")
    if renew:
        _clear(root)
    settings.store_path = root
    readers = tour(settings, enterprises=enterprises, seed=seed, as_of=as_of.date())
    serve_readers(settings, readers, port=port, is_served=not no_serve)


def _clear(root: Path) -> None:
    """Remove an earlier sample store; a store of real data is never touched."""
    from lingnan.store import Store

    if not root.exists() or not any(root.iterdir()):
        return
    if not Store.open(root).manifest.synthetic:
        raise UsageError(
            Text(
                f"{root} 不是样本数据仓，--renew 不会清除它",
                f"{root} is no sample store; --renew leaves it alone",
            ),
            "lingnan demo",
        )
    shutil.rmtree(root)
