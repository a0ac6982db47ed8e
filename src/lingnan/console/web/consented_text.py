"""Consented data in words, as the enterprise and the recipient both read them.

Not for what may be seen (consented).
"""

from lingnan.access.consent import ALL
from lingnan.console.i18n import Translator
from lingnan.console.web.consented import FIGURES, IndicatorGroup
from lingnan.packs import Pack


def data_words(
    tr: Translator, pack: Pack, indicators: tuple[str, ...], groups: tuple[IndicatorGroup, ...]
) -> tuple[str, ...]:
    """Name consented data: whole groups by their name, what is left one by one."""
    _ = tr.gettext
    if ALL in indicators:
        return (_("all data"),)
    left, named = set(indicators), []
    for group in groups:
        if group.codes and left.issuperset(group.codes):
            named.append(group_name(tr, pack, group))
            left.difference_update(group.codes)
    known = {each.code: each.name.in_(tr.lang) for each in pack.indicators}
    return (*named, *(known.get(code, code) for code in sorted(left)))


def group_name(tr: Translator, pack: Pack, group: IndicatorGroup) -> str:
    """Name a group of indicators."""
    _ = tr.gettext
    if group.model_id is not None:
        title = pack.model(group.model_id).title.in_(tr.lang)
        return _("answers, levels and proof: {model}").format(model=title)
    if group.id == FIGURES:
        return _("headcount and revenue")
    return _("projects, cloud use, equipment and other evidence")
