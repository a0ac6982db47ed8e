"""The templates of the console and what all of them may use; strict: an unknown name is a fault."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lingnan.console.charts.words import status_name
from lingnan.console.i18n import Translator
from lingnan.console.report.embed import json_block
from lingnan.console.web.asset_route import asset_address

TEMPLATES = Path(__file__).parent.parent / "templates"
#: Names that every template may use beside its context.
GLOBALS = frozenset(
    {"frame", "tr", "asset", "json_block", "status_name", "_", "gettext", "ngettext"}
)


@cache
def environment(tr: Translator) -> Environment:
    """Answer the templates in one reader's language."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.install_gettext_callables(  # type: ignore[attr-defined]  # from the i18n extension
        tr.gettext, tr.ngettext, newstyle=False
    )
    shared: dict[str, Any] = {
        "tr": tr,
        "asset": asset_address,
        "json_block": json_block,
        "status_name": status_name,
    }
    found.globals.update(shared)
    return found
