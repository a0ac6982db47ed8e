"""What registration works with: database, writer, reader, the node's own prefixes, ready templates.

Not for the acts themselves (registration, amendment, term).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lingnan.access import Identity, Permission, Target, may
from lingnan.access.errors import BadScope
from lingnan.kernel import Rule
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.allotment import Allotment, find_allotments
from lingnan.sources.identifier.business.compiled import CompiledTemplate
from lingnan.sources.identifier.business.template_store import find_templates
from lingnan.sources.identifier.business.wish import Writer
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.handle import fold_text, parent_prefix
from lingnan.store import Database

#: Rows in one call.
MAX_ROWS = 10_000
_KEPT = 256


@dataclass(slots=True)
class Registrar:
    """The tools of one process that registers.

    Attributes:
        prefixes: of the node itself, such as ``88.900``; identifiers may stand under them and under
            filed enterprise prefixes below. reader: of the resolution file; serves one thread.
    """

    database: Database
    writer: Writer
    reader: RecordReader
    prefixes: tuple[str, ...]
    _ready: dict[tuple[str, str], tuple[int, CompiledTemplate]] = field(default_factory=dict)

    def gates(
        self, identity: Identity, permission: Permission, prefixes: Iterable[str]
    ) -> dict[str, Rule | None]:
        """Answer for each prefix why an identity may not act under it; None where it may.

        A prefix is open when it is the node's own, or allotted, filed and not suspended.
        """
        wanted = set(prefixes)
        own = {fold_text(prefix) for prefix in self.prefixes}
        allotted = find_allotments(self.database, wanted)
        found: dict[str, Rule | None] = {}
        for prefix in wanted:
            given = allotted.get(prefix)
            is_own = fold_text(prefix) in own
            if not _may(identity, permission, prefix, given):
                found[prefix] = rules.PREFIX_REFUSED
            elif not is_own and (given is None or given.state != "filed"):
                found[prefix] = rules.PREFIX_CLOSED
            else:
                found[prefix] = None
        return found

    def templates(
        self, wanted: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], CompiledTemplate]:
        """Answer the enabled templates for pairs of prefix and version, ready for rows.

        An enterprise without its own version uses that of the prefix above.
        """
        pairs = set(wanted)
        above = {
            (parent, version) for prefix, version in pairs if (parent := parent_prefix(prefix))
        }
        kept = find_templates(self.database, pairs | above)
        found: dict[tuple[str, str], CompiledTemplate] = {}
        for prefix, version in pairs:
            template = kept.get((prefix, version)) or kept.get(
                (parent_prefix(prefix) or "", version)
            )
            if template is None or not template.is_enabled:
                continue
            key = (template.prefix, template.version)
            ready = self._ready.get(key)
            if ready is None or ready[0] != template.revision or ready[1].template != template:
                if len(self._ready) >= _KEPT:
                    self._ready.clear()
                ready = self._ready[key] = (template.revision, CompiledTemplate(template))
            found[(prefix, version)] = ready[1]
        return found


def target_of(prefix: str, allotment: Allotment | None) -> Target:
    """Answer where a prefix lies: in itself, and in its enterprise. Raises: BadScope."""
    target = Target.handle(prefix)
    return target if allotment is None else target | Target.enterprise(allotment.uscc)


def _may(
    identity: Identity, permission: Permission, prefix: str, allotment: Allotment | None
) -> bool:
    try:
        return may(identity, permission, target_of(prefix, allotment))
    except BadScope:
        return False
