"""Scopes, roles and permissions as people read them: names instead of codes where there are any.

Not for deciding anything (access).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lingnan.access import Grant, Permission, Scope, ScopeKind
from lingnan.access.scope import SCOPE_NAME
from lingnan.console.web.call import Call
from lingnan.packs import PackLookupError
from lingnan.registry import EntityKind

_ENTITIES = {
    ScopeKind.PARK: EntityKind.PARK,
    ScopeKind.CHAIN: EntityKind.CHAIN,
    ScopeKind.PROVIDER: EntityKind.PROVIDER,
    ScopeKind.BANK: EntityKind.BANK,
}


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """One scope: its kind, its name if it has one, and its key."""

    kind: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class GrantWords:
    """One role over one scope; `value` is how a form says it."""

    role: str
    scope: ScopeWords
    value: str


class ScopeNames:
    """Names of scopes for one page; the register is asked once for each kind."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._entities: dict[ScopeKind, dict[str, str]] = {}

    def words(self, scope: Scope) -> ScopeWords:
        """Answer a scope in words; a name that nobody knows is empty."""
        kind = SCOPE_NAME[scope.kind].in_(self._call.lang)
        if scope.kind is ScopeKind.EVERYTHING:
            return ScopeWords(kind, "", "")
        return ScopeWords(kind, self._name(scope) or "", scope.key)

    def grants(self, grants: Iterable[Grant]) -> tuple[GrantWords, ...]:
        """Answer roles over scopes in words."""
        lang = self._call.lang
        return tuple(
            GrantWords(each.role.name_in.in_(lang), self.words(each.scope), str(each))
            for each in grants
        )

    def _name(self, scope: Scope) -> str | None:
        call, kind = self._call, scope.kind
        if kind is ScopeKind.CITY:
            try:
                return call.pack.city(scope.key).name.in_(call.lang)
            except PackLookupError:
                return None
        if kind is ScopeKind.ENTERPRISE:
            found = call.desk.registry.get(scope.key)
            return None if found is None else _named(found.name_zh, found.name_en, call)
        if kind in _ENTITIES:
            if kind not in self._entities:
                self._entities[kind] = {
                    each.entity_code: _named(each.name_zh, each.name_en, call)
                    for each in call.desk.registry.entities(_ENTITIES[kind])
                }
            return self._entities[kind].get(scope.key)
        return None


def permission_choices(
    call: Call, permissions: Iterable[Permission]
) -> tuple[tuple[str, str], ...]:
    """Answer permissions as values and labels, in the order of the enumeration."""
    held = frozenset(permissions)
    return tuple((each.value, each.label.in_(call.lang)) for each in Permission if each in held)


def _named(zh: str, en: str | None, call: Call) -> str:
    return zh if call.lang == "zh" or not en else en
