"""Words of the register: status, ownership, kinds of groups, cells of its columns.

Not for names of content (packs).
"""

from decimal import Decimal

from lingnan.console.document.words import money_words
from lingnan.console.i18n import NOTHING, Translator
from lingnan.kernel import industry
from lingnan.registry import EntityType, GroupKind, Ownership, Status


def status_word(tr: Translator, status: Status) -> str:
    """Name whether an enterprise exists."""
    _ = tr.gettext
    return {
        Status.ACTIVE: _("in business"),
        Status.CLOSED: _("deregistered"),
        Status.REVOKED: _("licence revoked"),
        Status.MERGED: _("merged into another"),
    }[status]


def ownership_word(tr: Translator, ownership: Ownership | None) -> str:
    """Name who controls an enterprise."""
    _ = tr.gettext
    if ownership is None:
        return NOTHING
    return {
        Ownership.STATE: _("state-owned"),
        Ownership.PRIVATE: _("privately owned"),
        Ownership.FOREIGN: _("foreign-invested"),
        Ownership.HMT: _("invested from Hong Kong, Macao or Taiwan"),
        Ownership.COLLECTIVE: _("collectively owned"),
        Ownership.MIXED: _("of mixed ownership"),
        Ownership.OTHER: _("of other ownership"),
    }[ownership]


def entity_type_word(tr: Translator, kind: EntityType) -> str:
    """Name what an enterprise is in law."""
    _ = tr.gettext
    return {
        EntityType.LEGAL_ENTITY: _("legal entity"),
        EntityType.SELF_EMPLOYED: _("self-employed trader"),
    }[kind]


def group_word(tr: Translator, kind: GroupKind) -> str:
    """Name what an enterprise is a member of."""
    _ = tr.gettext
    return {
        GroupKind.PARK: _("industrial park"),
        GroupKind.CHAIN: _("supply chain"),
        GroupKind.CLUSTER: _("cluster"),
    }[kind]


def industry_words(tr: Translator, code: str) -> str:
    """Name a class of the industry classification with its code."""
    try:
        return f"{industry.name(code).in_(tr.lang)} {code}"
    except ValueError:
        return code


def industries_words(tr: Translator, codes: tuple[str, ...]) -> str:
    """Name several classes."""
    return tr.listing([industry_words(tr, code) for code in codes]) or NOTHING


def money_cell(tr: Translator, yuan: Decimal | float | None) -> str:
    """Write an amount of money with its unit."""
    return NOTHING if yuan is None else money_words(tr, int(yuan))


def count_cell(tr: Translator, persons: int | None) -> str:
    """Write a number of persons with its unit."""
    if persons is None:
        return NOTHING
    return tr.ngettext("{count} person", "{count} persons", persons).format(
        count=tr.number(persons)
    )
