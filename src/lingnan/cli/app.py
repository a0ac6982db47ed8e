"""The command tree and how failures reach the terminal."""

import sys

import typer
from typer.exceptions import TyperException

from lingnan import __version__
from lingnan.cli import (
    account_commands,
    allocation_commands,
    audit_commands,
    evidence_commands,
    export_commands,
    import_commands,
    node_business_commands,
    node_commands,
    node_replica_commands,
    node_report_commands,
    node_resolver_commands,
    node_simulate_commands,
    pack_commands,
    report_commands,
    result_commands,
    roadmap_commands,
    roadmap_group_commands,
    serve_commands,
    store_commands,
)
from lingnan.cli.settings import UsageError, take_settings
from lingnan.kernel import LingnanError, Text

_HELP = """Lingnan 岭南: a region's manufacturing digital transformation, run on evidence.

--store DIR (or LINGNAN_STORE) names the store, --lang zh|en the language; both may stand before or
after the command. Exit status: 0 done, 1 the data had findings of severity error, 2 wrong usage,
3 the store or an outside system failed.
"""

app = typer.Typer(
    name="lingnan",
    help=_HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"lingnan {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    _store: str = typer.Option(".", "--store", metavar="DIR", help="The store."),
    _lang: str = typer.Option("", "--lang", metavar="zh|en", help="The language."),
    _show: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    # --store and --lang were taken from the line already; they stand here for --help.
    return


store_commands.register(app)
import_commands.register(app)
result_commands.register(app)
evidence_commands.register(app)
pack_commands.register(app)
export_commands.register(app)
report_commands.register(app)
allocation_commands.register(app)
roadmap_commands.register(app)
roadmap_group_commands.register()
account_commands.register(app)
audit_commands.register(app)
serve_commands.register(app)
node_tree = node_commands.register(app)
node_business_commands.register(node_tree)
node_replica_commands.register(node_tree)
node_report_commands.register(node_tree)
node_simulate_commands.register(node_tree)
node_resolver_commands.register(node_tree)


def run_app(arguments: list[str]) -> int:
    """Run one line and say how it ended; an anticipated failure is told in both languages."""
    try:
        settings, rest = take_settings(arguments)
        ended = app(args=rest, obj=settings, prog_name="lingnan", standalone_mode=False)
    except LingnanError as failure:
        return _tell(failure)
    except TyperException as failure:
        return _tell_usage(failure)
    except BrokenPipeError:
        return 0
    except OSError as failure:
        sys.stderr.write(f"CLI-002: {failure}\n")
        return 3
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else 0
    return ended if isinstance(ended, int) else 0


def _tell(failure: LingnanError) -> int:
    sys.stderr.write(f"{failure.render('zh')}\n{failure.render('en')}\n")
    return failure.exit_code


def _tell_usage(failure: TyperException) -> int:
    """Tell a line that the parser refused; a group without its command shows its help."""
    told = failure.format_message()
    if told.startswith("Usage:"):
        sys.stderr.write(f"{told}\n")
        return failure.exit_code
    context = getattr(failure, "ctx", None)
    command = context.command_path if context is not None else "lingnan"
    return _tell(UsageError(_reason(failure, told.rstrip(".")), command))


def _reason(failure: TyperException, told: str) -> Text:
    """What the parser found, which speaks English only, in both languages."""
    hint = getattr(getattr(failure, "param", None), "get_error_hint", lambda: "")()
    zh = {
        "NoSuchOption": f"没有选项 {getattr(failure, 'option_name', '')}",
        "MissingParameter": f"缺少 {hint}",
        "BadParameter": f"{hint} 的值不可用（{failure.message.rstrip('.')}）",
    }.get(type(failure).__name__, told.replace("No such command", "没有命令"))
    return Text(zh, told)
