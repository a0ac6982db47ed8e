"""A pack and its records as the pages show them. Not for reading packs (lingnan.packs)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from lingnan.console.pages.packs.context import KindLine, RecordLine, SourceLink
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.work.pack_archive import kept_packs
from lingnan.kernel import Lang, LingnanError, Text
from lingnan.packs import Pack, installed_packs, load_pack, show_pack
from lingnan.packs.unconfirmed import key_of

#: Fields that every record has; shown apart.
_APART: Final = frozenset({"source", "is_confirmed", "note", "id", "code", "name", "title"})
_NAMES: Final = ("name", "title", "what", "text")
_WORDS: Final = 400
_SHORT: Final = 12


def kind_lines(call: Call, pack: Pack) -> tuple[KindLine, ...]:
    """Answer the kinds of records with how many there are."""
    tr = call.tr
    return tuple(
        KindLine(
            line.id,
            line.name.in_(call.lang),
            tr.number(line.count),
            tr.number(line.unconfirmed_count),
        )
        for line in show_pack(pack).kinds
    )


def kind_name(call: Call, pack: Pack, kind: str) -> str:
    """Answer what a kind is called. Raises: NothingThere."""
    for line in show_pack(pack).kinds:
        if line.id == kind:
            return line.name.in_(call.lang)
    raise NothingThere


def records_of(pack: Pack, kind: str) -> Sequence[BaseModel]:
    """Answer the records of a kind; indicators of model items are left to the models."""
    records: Sequence[BaseModel] = getattr(pack, kind)
    if kind == "indicators":
        return [each for each in records if ":" not in key_of(each)]
    return records


def record_line(call: Call, pack: Pack, record: BaseModel) -> RecordLine:
    """Answer a record as it is shown."""
    lang = call.lang
    note = getattr(record, "note", None)
    cells = tuple(
        (name, told)
        for name in type(record).model_fields
        if name not in _APART and (told := words(getattr(record, name), lang))
    )
    key = key_of(record)
    return RecordLine(
        key=key,
        name=_name(record, lang) or key,
        is_confirmed=getattr(record, "is_confirmed", None),
        note="" if note is None else note.in_(lang),
        cells=cells,
        sources=sources_of(pack, getattr(record, "source", ()), lang),
    )


def sources_of(pack: Pack, references: Sequence[str], lang: Lang) -> tuple[SourceLink, ...]:
    """Answer the sources that a record names, with their addresses."""
    known = {source.id: source for source in pack.sources}
    found = []
    for reference in references:
        key, sign, clause = reference.partition("#")
        source = known.get(key)
        if source is None:
            is_address = reference.startswith(("https://", "http://"))
            found.append(SourceLink(reference, reference if is_address else ""))
            continue
        title = source.title.in_(lang)
        found.append(SourceLink(f"{title} {sign}{clause}".strip(), source.url or ""))
    return tuple(found)


def words(value: Any, lang: Lang) -> str:
    """A value of a record in words; empty when there is none."""
    told = _words(value, lang)
    return told if len(told) <= _WORDS else f"{told[:_WORDS]}…"


def _words(value: Any, lang: Lang) -> str:
    if value is None or value in ((), {}, ""):
        return ""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, BaseModel):
        parts = [
            f"{name}: {told}"
            for name in type(value).model_fields
            if name not in ("source", "is_confirmed")
            and (told := _words(getattr(value, name), lang))
        ]
        return ", ".join(parts)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(each, lang)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return "; ".join(_words(each, lang) for each in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _name(record: BaseModel, lang: Lang) -> str:
    for name in _NAMES:
        told = getattr(record, name, None)
        if isinstance(told, Text):
            return told.in_(lang)
    return ""


def versions_of(call: Call) -> dict[str, Pack]:
    """Answer the packs that can be compared: of this store, installed, and kept by runs.

    Shapes: by the first signs of their hash; the store's own first.
    """
    found = {call.pack.content_hash[:_SHORT]: call.pack}
    for name in sorted(installed_packs()):
        try:
            pack = load_pack(name)
        except LingnanError:
            continue
        found.setdefault(pack.content_hash[:_SHORT], pack)
    for pack in kept_packs(call.store):
        found.setdefault(pack.content_hash[:_SHORT], pack)
    return found


def version_label(call: Call, pack: Pack) -> str:
    """Answer how a version of a pack is called."""
    own = call.tr.gettext("this store's") if pack.content_hash == call.pack.content_hash else ""
    parts = [pack.id, pack.version, pack.content_hash[:_SHORT], own]
    return " · ".join(part for part in parts if part)
