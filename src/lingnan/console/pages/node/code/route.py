"""Check a code of GS1, OID, Ecode, DID or VAA, and see which handle stands for it."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.node.code.context import CodeContext, CodeReading
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace, node_of, reading
from lingnan.console.pages.node.registration.read import readable_prefixes
from lingnan.console.pages.node.right import READ
from lingnan.console.pages.node.word import link
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.route import get
from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.coding import Code, System, candidates, to_handle
from lingnan.sources.identifier.coding.errors import CodingError
from lingnan.sources.identifier.wire.errors import WireError

_MOST: Final = 2_048
_SYSTEMS: Final = {
    System.GS1: Text("GS1 商品条码体系", "GS1"),
    System.OID: Text("OID 对象标识符", "OID"),
    System.ECODE: Text("Ecode 物联网标识", "Ecode"),
    System.DID: Text("DID 分布式标识", "DID"),
    System.VAA: Text("VAA 标识（ISO/IEC 15459）", "VAA (ISO/IEC 15459)"),
    System.HANDLE: Text("Handle 标识", "Handle"),
}


def _codes(call: Call) -> Answer:
    place = node_of(call)
    code = call.asked("code").strip()[:_MOST]
    prefixes = readable_prefixes(call, place)
    known = tuple(key for key, _ in prefixes)
    prefix = call.choice("prefix", known, known[0] if known else "")
    readings: tuple[CodeReading, ...] = ()
    failure: LingnanError | None = None
    if code:
        try:
            readings = tuple(_reading(call, place, each, prefix) for each in candidates(code))
        except CodingError as problem:
            failure = problem
    context = CodeContext(
        tabs=tabs_of(call),
        code=code,
        prefix=prefix,
        prefixes=prefixes,
        readings=readings,
        problem="" if failure is None else failure.render(call.lang),
    )
    return Shown(call.tr.gettext("Check a code"), context)


def _reading(call: Call, place: NodePlace, code: Code, prefix: str) -> CodeReading:
    handle = to_handle(code, prefix) if prefix else ""
    is_there = bool(handle) and _is_registered(place, handle)
    name, _, suffix = handle.partition("/")
    may_register = not is_there and name == prefix and call.may(Permission.IDENTIFIER_REGISTER)
    return CodeReading(
        system=_SYSTEMS[code.system].in_(call.lang),
        kind=code.kind,
        canonical=code.canonical,
        parts=(*code.parts, *code.attributes),
        handle=handle,
        identifier=link("/node/registrations/one", handle=handle) if is_there else "",
        register=link("/node/registrations/new", prefix=name, suffix=suffix)
        if may_register
        else "",
    )


def _is_registered(place: NodePlace, handle: str) -> bool:
    with reading(place) as reader:
        try:
            return reader.entry(handle) is not None
        except WireError:
            return False


ROUTES: Final = (get("/node/codes", READ, _codes),)
