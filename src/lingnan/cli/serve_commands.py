"""serve: the console in the browser, for every role; work: its jobs alone."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lingnan.cli.clock import actor, now
from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.cli.demo_readers import DemoReader


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command("serve")(serve)
    app.command("work")(work)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address listened on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8700,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate in PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key in PEM.")] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A host name readers use. Repeatable.")
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy before it brings TLS.")
    ] = False,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: one a processor.")] = 0,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Without the process that does imports and runs.")
    ] = False,
) -> None:
    """Serve the console and the JSON interface of this store until Ctrl+C."""
    from lingnan.console.serve import ServeWish, check_wish
    from lingnan.console.serve import serve as run

    settings: Settings = context.obj
    settings.open_store()
    wish = ServeWish(
        store=str(settings.store_root),
        host=host,
        port=port,
        certificate=None if tls_cert is None else str(tls_cert),
        certificate_key=None if tls_key is None else str(tls_key),
        hosts=tuple(name or ()),
        is_behind_tls=behind_proxy,
        workers=workers or os.cpu_count() or 1,
        has_worker=not no_worker,
    )
    check_wish(wish)
    lines = [settings.say(Text(f"控制台：{wish.address}", f"The console: {wish.address}"))]
    link = first_link(settings, wish.address)
    if link is not None:
        told = Text(
            f"尚无系统管理员。请用以下一次性链接设置（24 小时内有效）：\n  {link}",
            f"Nobody administers yet. Set up the administrator by this one-time link (24 h):\n"
            f"  {link}",
        )
        lines.append(settings.say(told))
    print_lines(lines)
    run(wish)


def work(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Do what waits, then end; else until Ctrl+C.")
    ] = False,
) -> None:
    """Do the jobs of the console, imports, runs and reports; serve starts this by itself."""
    from lingnan.console.work.task.table import TASKS
    from lingnan.console.work.watch import Watch
    from lingnan.console.work.worker import Worker

    settings: Settings = context.obj
    store = settings.open_store()
    if once:
        count = Worker(store, TASKS).run_empty()
        print_lines([settings.say(Text(f"已完成任务 {count} 项。", f"{count} jobs were done."))])
        return
    watch = Watch(settings.store_root)
    watch.start()
    try:
        watch.wait()
    except KeyboardInterrupt:
        pass
    finally:
        watch.stop()


def serve_readers(
    settings: Settings, readers: "Sequence[DemoReader]", *, port: int, is_served: bool
) -> None:
    """Tell the address and the one-time link of each reader, and serve until Ctrl+C if wished."""
    from lingnan.console.serve import ServeWish
    from lingnan.console.serve import serve as run
    from lingnan.console.web.way import welcome_link

    wish = ServeWish(store=str(settings.store_root), port=port, workers=os.cpu_count() or 1)
    heading = Text(
        "控制台账号（链接仅可使用一次，24 小时内有效）：",
        "Accounts of the console (each link sets a password, once, within 24 h):",
    )
    lines = ["", settings.say(heading)]
    for reader in readers:
        told = f"{settings.say(reader.role)} · {settings.say(reader.over)} ({reader.name})"
        lines += [f"  {told}", f"    {welcome_link(wish.address, reader.token)}"]
    start = Text(f"控制台地址：{wish.address}", f"The console is at {wish.address}")
    later = Text(
        f"用 {settings.line('serve')} 打开控制台。",
        f"Open the console with {settings.line('serve')}.",
    )
    lines.append(settings.say(start if is_served else later))
    print_lines(lines)
    if is_served:
        run(wish)


def first_link(settings: Settings, address: str) -> str | None:
    """Make the administrator on a first start; the one-time link, or None when one is there."""
    from lingnan.access import Access, first_administrator
    from lingnan.access.errors import AccessError
    from lingnan.console.web.way import welcome_link

    try:
        token = first_administrator(
            Access.of(settings.open_store()), "administrator", actor=actor(), at=now()
        )
    except AccessError:
        return None
    return welcome_link(address, token.reveal())
