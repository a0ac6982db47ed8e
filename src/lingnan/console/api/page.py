"""The page that describes the interface, made on the server from the OpenAPI document.

No script and nothing from elsewhere. Not for the document (openapi).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from lingnan.access import Permission, Role
from lingnan.console.api.description import API_ROUTES, document_of
from lingnan.console.api.route import PREFIX, ApiRoute
from lingnan.console.i18n import N_
from lingnan.console.web.answer import Answer, Context, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Open, get

Json = Mapping[str, Any]
_MOST_WORDS: Final = 5
#: A name of the interface or of a header within a Chinese sentence.
_NAME: Final = re.compile(r"([A-Za-z][\w./-]*[a-z][\w./-]*)")
_CODE: Final = Markup("<code>{}</code>")
_SENTENCES: Final = frozenset({"description", "summary"})


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field or parameter. `link`: the shape it is of, on this page; empty for plain kinds."""

    name: str
    where: str
    kind: str
    link: str
    is_needed: bool
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One route."""

    anchor: str
    method: str
    path: str
    summary: str
    note: str
    permission: str
    parameters: tuple[FieldLine, ...]
    body: FieldLine | None
    answer: FieldLine
    statuses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Routes under one first word."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape with its fields."""

    name: str
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class DocsContext(Context):
    """The whole interface."""

    template = "api/docs.html"
    prefix: str
    summary: str
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]


def docs_context(call: Call) -> DocsContext:
    """Answer the page's context in the reader's language."""
    document = document_of(call.desk, call.lang)
    if call.lang == "zh":
        document = _marked(document)
    by_group: dict[str, list[Operation]] = {}
    for route in API_ROUTES:
        told = document["paths"][route.whole_path][route.method.lower()]
        by_group.setdefault(route.group, []).append(_operation(call, route, told))
    names = {tag["name"]: tag["description"] for tag in document["tags"]}
    shapes = document["components"]["schemas"]
    return DocsContext(
        prefix=PREFIX,
        summary=document["info"]["summary"],
        groups=tuple(Group(names[key], tuple(found)) for key, found in by_group.items()),
        shapes=tuple(
            Shape(name, tuple(_fields(schema))) for name, schema in sorted(shapes.items())
        ),
    )


def _marked(part: Any, key: str = "") -> Any:
    """Set names of the interface apart from the Chinese sentences around them."""
    if isinstance(part, Mapping):
        return {name: _marked(each, name) for name, each in part.items()}
    if isinstance(part, list):
        return [_marked(each) for each in part]
    if key not in _SENTENCES or not isinstance(part, str):
        return part
    pieces = enumerate(_NAME.split(part))
    return Markup().join(_CODE.format(each) if at % 2 else each for at, each in pieces)


def _operation(call: Call, route: ApiRoute, told: Json) -> Operation:
    permission = route.permission
    body = told.get("requestBody")
    statuses = told["responses"]
    return Operation(
        anchor=told["operationId"],
        method=route.method,
        path=route.whole_path,
        summary=told["summary"],
        note=told.get("description", ""),
        permission=permission.label.in_(call.lang)
        if isinstance(permission, Permission)
        else call.tr.gettext("anybody who is signed in"),
        parameters=tuple(
            _line(each["name"], each["in"], each["schema"], each["required"], each)
            for each in told.get("parameters", ())
        ),
        body=None if body is None else _content(body["content"]),
        answer=_content(statuses[str(route.status)]["content"]),
        statuses=tuple((status, each["description"]) for status, each in statuses.items()),
    )


def _content(content: Json) -> FieldLine:
    kind, told = next(iter(content.items()))
    schema = told["schema"].get("x-lingnan-line", told["schema"])
    return _line(" · ".join(content), kind, schema, True, {})


def _fields(schema: Json) -> Iterator[FieldLine]:
    needed = schema.get("required", ())
    if "oneOf" in schema:
        yield from (_line("", "", each, True, {}) for each in schema["oneOf"])
    for name, each in schema.get("properties", {}).items():
        yield _line(name, "", each, name in needed, each)


def _line(name: str, where: str, schema: Json, is_needed: bool, told: Json) -> FieldLine:
    kind, link = _kind(schema)
    return FieldLine(name, where, kind, link, is_needed, told.get("description", ""))


def _kind(schema: Json) -> tuple[str, str]:
    """Name a kind for people, and the shape it is of."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return name, name
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        parts = [_kind(each) for each in either]
        kinds = dict.fromkeys(kind for kind, _link in parts)
        return " | ".join(kinds), next((link for _kind_, link in parts if link), "")
    if "enum" in schema or "const" in schema:
        words = [str(each) for each in schema.get("enum", [schema.get("const")])]
        more = f" … ({len(words)})" if len(words) > _MOST_WORDS else ""
        return " | ".join(words[:_MOST_WORDS]) + more, ""
    if schema.get("type") == "array":
        kind, link = _kind(schema.get("items", {}))
        return f"[{kind}]", link
    inner = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(inner, Mapping):
        kind, link = _kind(inner)
        return f"{{…: {kind}}}", link
    return _plain_kind(schema), ""


def _plain_kind(schema: Json) -> str:
    kind = str(schema.get("format") or schema.get("type") or "…")
    bounds = [schema.get(name) for name in ("minimum", "maximum")]
    if bounds != [None, None]:
        low, high = ("" if each is None else f"{each:,}" for each in bounds)
        return f"{kind} {low}–{high}"
    return kind


def _docs(call: Call) -> Answer:
    return Shown(call.tr.gettext("Interface for programs"), docs_context(call))


ROUTES: Final = (get(f"{PREFIX}/docs", Open.SIGNED_IN, _docs),)
#: Others come to it from their tokens.
_ROLES: Final = frozenset({Role.PROGRAMME_OFFICE, Role.NODE_OPERATOR})
MENU: Final = (
    Entry(f"{PREFIX}/docs", N_("Interface for programs"), 795, Permission.TOKENS_MAKE, _ROLES),
)
