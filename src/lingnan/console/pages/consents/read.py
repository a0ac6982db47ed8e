"""Consents and their recipients in words; who sees an enterprise without one.

Not for giving or withdrawing (access.consent).
"""

from datetime import timedelta
from typing import Final

from lingnan.access import Scope, ScopeKind
from lingnan.access.consent import ALL, Consent
from lingnan.access.duty import account_of
from lingnan.console.pages.consents.context import ConsentView, GiveView, GroupView, Pair
from lingnan.console.web.call import Call
from lingnan.console.web.consented import IndicatorGroup, indicator_groups
from lingnan.console.web.consented_text import data_words, group_name
from lingnan.console.web.dossier import Opened
from lingnan.registry import Entity, EntityKind, GroupKind
from lingnan.sources.intake import china_day

_KINDS: Final = {EntityKind.BANK: ScopeKind.BANK, EntityKind.PROVIDER: ScopeKind.PROVIDER}
_FOUND: Final = 30
_YEAR: Final = timedelta(days=365)


def recipients_of(call: Call) -> list[tuple[Scope, str]]:
    """The registered banks and providers to whom one may consent today, banks first."""
    today = china_day(call.at)
    found: list[tuple[Scope, str]] = []
    for kind, scope_kind in _KINDS.items():
        entities = call.desk.registry.entities(kind)
        found += [
            (Scope(scope_kind, entity.entity_code), name_of(call, entity))
            for entity in entities
            if (entity.until_date is None or entity.until_date > today)
            # A code with blanks can be no scope.
            and not any(sign.isspace() for sign in entity.entity_code)
        ]
    return found


def name_of(call: Call, entity: Entity) -> str:
    """A registered entity's name as the reader reads it."""
    return entity.name_zh if call.lang == "zh" else entity.name_en or entity.name_zh


def consent_view(
    call: Call, consent: Consent, names: dict[Scope, str], groups: tuple[IndicatorGroup, ...]
) -> ConsentView:
    """Write one consent."""
    if consent.withdrawn_at is not None:
        state = "withdrawn"
    else:
        state = "live" if consent.is_live(call.at) else "ended"
    return ConsentView(
        consent.consent_id,
        names.get(consent.recipient, consent.recipient.key),
        str(consent.recipient),
        data_words(call.tr, call.pack, consent.indicators, groups),
        consent.purpose,
        consent.until,
        consent.given_at,
        account_of(consent.given_by).removeprefix("account:"),
        consent.withdrawn_at,
        state,
    )


def give_view(call: Call, problem: str = "") -> GiveView:
    """The form: as it is empty, or as it was typed."""
    find = (call.typed("find") or call.asked("find")).strip()[:80]
    chosen = call.typed("recipient") or call.asked("recipient")
    every = recipients_of(call)
    if find:
        wanted = find.casefold()
        shown = [p for p in every if wanted in p[1].casefold() or wanted in p[0].key.casefold()]
    else:
        shown = [pair for pair in every if pair[0].kind is ScopeKind.BANK]
    shown = shown[:_FOUND]
    shown += [pair for pair in every if str(pair[0]) == chosen and pair not in shown]
    today = china_day(call.at)
    picked = call.form.get("group", ())
    return GiveView(
        recipients=tuple((str(scope), name) for scope, name in shown),
        find=find,
        chosen=chosen,
        groups=tuple(
            GroupView(
                group.id,
                group_name(call.tr, call.pack, group),
                len(group.codes),
                group.id in picked,
            )
            for group in indicator_groups(call.pack)
            if group.codes
        ),
        is_all=ALL in picked,
        purpose=call.typed("purpose"),
        until=call.typed("until") or (today + _YEAR).isoformat(),
        today=today.isoformat(),
        problem=problem,
    )


def seers_of(call: Call, opened: Opened) -> tuple[Pair, ...]:
    """Who sees the enterprise by his office or by its memberships, without a consent."""
    _ = call.tr.gettext
    enterprise = opened.enterprise
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    city = cities.get(enterprise.city_code, enterprise.city_code)
    found = [
        (_("Programme office of {place}").format(place=city), _("all data, by its office")),
        (_("Programme office of the province"), _("all data, by its office")),
        (_("Auditors"), _("all data, read only, to watch over the others")),
    ]
    kinds = {GroupKind.PARK: EntityKind.PARK, GroupKind.CHAIN: EntityKind.CHAIN}
    today = china_day(call.at)
    words = {
        GroupKind.PARK: _("levels and roadmap, no answers, as operator of the park"),
        GroupKind.CHAIN: _("levels and roadmap, no answers, as leader of the chain"),
    }
    for each in call.desk.registry.memberships(enterprise.uscc, as_of=today):
        kind = kinds.get(each.group_kind)
        if kind is None:
            continue
        names = {e.entity_code: name_of(call, e) for e in call.desk.registry.entities(kind)}
        found.append((names.get(each.group_id, each.group_id), words[each.group_kind]))
    return tuple(found)
