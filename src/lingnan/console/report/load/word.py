"""Words for values: amounts with their units, size classes, kinds of entities.

Not for sentences.
"""

from decimal import Decimal

from lingnan.console.i18n import Translator
from lingnan.console.unit_name import with_unit


def amount(tr: Translator, value: Decimal, unit: str | None) -> str:
    """Write a value with its unit as packs and evidence name it; shares as percentages."""
    _ = tr.gettext
    if unit == "share":
        return tr.percent(float(value), 0 if (value * 100) % 1 == 0 else 1)
    number = tr.number(float(value), 0 if value == value.to_integral_value() else 2)
    words = {
        "ratio": "{number}",
        "log": "{number}",
        "flag": "{number}",
        "count": "{number}",
        "year": _("{number} years"),
        "month": _("{number} months"),
        "enterprise": _("{number} enterprises"),
        "CNY": _("{number} yuan"),
    }
    form = words.get(unit or "count")
    return with_unit(tr, number, unit or "") if form is None else form.format(number=number)


def entity_kind_name(tr: Translator, kind: str) -> str:
    """Name a kind of registered entity."""
    _ = tr.gettext
    return {
        "park": _("industrial park"),
        "chain": _("supply chain"),
        "provider": _("service provider"),
        "platform": _("industrial-internet platform"),
        "identifier_node": _("identifier node"),
        "bank": _("bank"),
    }[kind]


def source_name(tr: Translator, source: str) -> str:
    """Name the kind of a source of evidence, and which one: `document:auditor-a`."""
    _ = tr.gettext
    kind, _colon, which = source.partition(":")
    name = {
        "declared": _("declared by the enterprise"),
        "published": _("published figures"),
        "document": _("third party's document"),
        "cloud": _("cloud vendor"),
        "factory": _("factory gateway"),
        "identifier": _("identifier resolution"),
    }.get(kind)
    if name is None:
        return source
    return _("{kind}: {which}").format(kind=name, which=which) if which else name


def heading(name: str) -> str:
    """Write a name as it stands at the head of a section: its first letter is a capital."""
    return name[:1].upper() + name[1:]


def size_name(tr: Translator, size: str) -> str:
    """Name a size class."""
    _ = tr.gettext
    names = {"large": _("large"), "medium": _("medium"), "small": _("small"), "micro": _("micro")}
    return names[size]
