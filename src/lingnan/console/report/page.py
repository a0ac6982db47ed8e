"""One self-contained HTML file from sections: charts, styles and scripts inside, nothing loaded.

Not for what the sections say (overview, city, enterprise).
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lingnan.console.asset import CHART_LIBRARY, asset_text, vendored
from lingnan.console.charts.words import status_name
from lingnan.console.i18n import Translator
from lingnan.console.report.embed import css_string, json_block, script_hash
from lingnan.console.report.section import Section
from lingnan.console.views import Stamp

TEMPLATES = Path(__file__).parent.parent / "templates"


def render_page(
    template: str, tr: Translator, stamp: Stamp, sections: list[Section], **context: Any
) -> str:
    """Fill a template and put everything it needs inside it.

    Raises:
        AssetBroken: a vendored file is not the recorded one.
    """
    charts = [section.chart for section in sections if section.chart]
    script = asset_text(CHART_LIBRARY) + "\n" + asset_text("report.js")
    policy = (
        f"default-src 'none'; script-src {script_hash(script)}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _environment(tr).get_template(template)
    return page.render(
        tr=tr,
        stamp=stamp,
        sections=sections,
        policy=policy,
        style=Markup(asset_text("report.css")),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own and the vendored file, hash checked
        chart_data=json_block([{"id": chart.id, "option": chart.option} for chart in charts]),
        page_foot=css_string(_page_foot(tr, stamp)),
        vendored=vendored(),
        status_name=status_name,
        **context,
    )


def _page_foot(tr: Translator, stamp: Stamp) -> str:
    """Say on every printed page which run it shows, and whether its enterprises are invented."""
    _ = tr.gettext
    parts = [_("Lingnan"), stamp.region, tr.day(stamp.as_of), stamp.run_id[:12]]
    if stamp.is_synthetic:
        parts.insert(0, _("Synthetic data"))
    return " · ".join(parts)


@cache
def _environment(tr: Translator) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # from the i18n extension
        tr.gettext, tr.ngettext, newstyle=False
    )
    return environment
