"""The description of the interface: an OpenAPI 3.1 document made of the routes and their shapes.

In the reader's language, with the words of the pack's lists. Not for showing it (page).
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import TypeAdapter

from lingnan import __version__
from lingnan.console.api import keyed
from lingnan.console.api.problem import MEDIA_TYPE
from lingnan.console.api.route import LINES, ApiRoute, Keyed
from lingnan.console.api.serve import REPLAYED
from lingnan.console.api.shape.found import Problem
from lingnan.console.api.shape.part import MARK, WORDS
from lingnan.console.i18n import N_, Translator
from lingnan.console.web.cookie import session_name
from lingnan.packs import Pack

_REFS: Final = "#/components/schemas/{model}"
Json = dict[str, Any]
_STATUS: Final = {
    200: N_("Done"),
    201: N_("Made"),
    400: N_("The request cannot be read"),
    401: N_("No token, or one that is not valid"),
    403: N_("Not within the permissions"),
    404: N_("There is no such thing, or it is not for who asks"),
    409: N_("Well-formed, but not possible as things stand"),
    413: N_("The request is too long"),
    415: N_("The body is of another kind"),
    422: N_("The request breaks the schema; findings say where"),
    429: N_("Too many requests; Retry-After says when"),
    500: N_("A fault of the program"),
    503: N_("The store or an outside system failed"),
}
_GROUPS: Final = {
    "me": N_("Who asks"),
    "enterprises": N_("Enterprises, their evidence, diagnosis, roadmap and consents"),
    "evidence": N_("Evidence"),
    "scores": N_("Scores of answer sheets"),
    "roadmaps": N_("Roadmaps"),
    "targets": N_("Targets"),
    "allocations": N_("Dividing the money"),
    "scenarios": N_("Scenarios"),
    "comparisons": N_("Scenarios side by side"),
    "consents": N_("Consents received"),
    "runs": N_("Runs"),
    "webhooks": N_("Webhooks"),
    "openapi.json": N_("This description"),
}
_ROW_SIGNS: Final = {"uscc": r"^[0-9A-HJ-NPQRTUWXY]{18}$"}
_PATH_SIGNS: Final = r"^[^/\x00-\x1f\x7f]{1,80}$"


def describe(routes: Sequence[ApiRoute], pack: Pack, tr: Translator, *, is_secure: bool) -> Json:
    """Answer the document."""
    schemas, found = _schemas(routes)
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": tr.gettext(N_("Lingnan: the interface for programs")),
            "version": __version__,
            "summary": tr.gettext(
                N_("Money in whole yuan, scores in millipoints, days ISO 8601, instants UTC.")
            ),
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": group, "description": _GROUPS[group]}
            for group in dict.fromkeys(route.group for route in routes)
        ],
        "paths": _paths(routes, found, schemas),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "lgn_…"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": session_name(is_secure=is_secure),
                },
            },
        },
    }
    told: Json = _finished(document, pack, tr)
    return told


def _schemas(routes: Sequence[ApiRoute]) -> tuple[Json, dict[tuple[str, str], Json]]:
    """All shapes under their names, and for each use (route, part) its schema."""
    uses: list[tuple[tuple[str, str], Any, TypeAdapter[Any]]] = [
        (("", "problem"), "serialization", TypeAdapter(Problem))
    ]
    for route in routes:
        name = f"{route.method} {route.path}"
        uses.append(((name, "answer"), "serialization", TypeAdapter(route.answer)))
        for part, model in (("query", route.query), ("body", route.body)):
            if model is not None:
                uses.append(((name, part), "validation", TypeAdapter(model)))
    found, whole = TypeAdapter.json_schemas(uses, ref_template=_REFS)
    schemas = dict(sorted(whole.get("$defs", {}).items()))
    return schemas, {key: schema for (key, _mode), schema in found.items()}


def _paths(
    routes: Sequence[ApiRoute], found: dict[tuple[str, str], Json], schemas: Json
) -> dict[str, Json]:
    paths: dict[str, Json] = {}
    for route in routes:
        told = _operation(route, found, schemas)
        paths.setdefault(route.whole_path, {})[route.method.lower()] = told
    # Queries are told as parameters, one by one.
    for route in routes:
        if route.query is not None:
            schemas.pop(route.query.__name__, None)
    return paths


def _operation(route: ApiRoute, found: dict[tuple[str, str], Json], schemas: Json) -> Json:
    name = f"{route.method} {route.path}"
    told: Json = {
        "operationId": _operation_id(route),
        "tags": [route.group],
        "summary": route.summary,
        "security": [{"bearer": []}, {"session": []}],
        "x-lingnan-permission": getattr(route.permission, "value", str(route.permission)),
    }
    if route.note:
        told["description"] = route.note
    parameters = [*_path_parameters(route), *_query_parameters(route, schemas)]
    if route.keyed is not Keyed.NO:
        parameters.append(
            {
                "name": keyed.HEADER,
                "in": "header",
                "required": route.keyed is Keyed.MUST,
                "description": N_("the same key and body again give the same answer"),
                "schema": {"type": "string", "pattern": keyed.PATTERN},
            }
        )
    if parameters:
        told["parameters"] = parameters
    if route.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {route.takes: {"schema": _body(route, found[name, "body"])}},
        }
    told["responses"] = dict(_responses(route, found[name, "answer"]))
    return told


def _body(route: ApiRoute, schema: Json) -> Json:
    if route.takes != LINES:
        return schema
    # Any octets are taken, each line is judged by itself: OpenAPI 3.1 has no word for its shape.
    return {"x-lingnan-line": schema}


def _responses(route: ApiRoute, answer: Json) -> Iterator[tuple[str, Json]]:
    content: Json = {"application/json": {"schema": answer}}
    if route.has_lines:
        content[LINES] = {}
    done: Json = {"description": _STATUS[route.status], "content": content}
    if route.keyed is not Keyed.NO:
        done["headers"] = {REPLAYED: {"schema": {"type": "string", "enum": ["true"]}}}
    yield str(route.status), done
    for status in statuses_of(route):
        told: Json = {
            "description": _STATUS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REFS.format(model="Problem")}}},
        }
        yield str(status), told


def statuses_of(route: ApiRoute) -> list[int]:
    """Answer the statuses of failure that a route may answer."""
    found = {401, 403, 409, 429, 500, 503}
    if route.rows:
        found.add(404)
    if route.query is not None:
        found.add(422)
    if route.body is not None:
        found |= {400, 404, 413, 415, 422}
    if route.keyed is not Keyed.NO:
        found.add(400)
    return sorted(found)


def _path_parameters(route: ApiRoute) -> Iterator[Json]:
    for name in route.door.parameters:
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": _ROW_SIGNS.get(name, _PATH_SIGNS)},
        }


def _query_parameters(route: ApiRoute, schemas: Json) -> Iterator[Json]:
    if route.query is None:
        return
    shape = schemas[route.query.__name__]
    needed = shape.get("required", [])
    for name, schema in shape["properties"].items():
        plain = _without_null(schema)
        told = {
            "name": name,
            "in": "query",
            "required": name in needed,
            "schema": {key: value for key, value in plain.items() if key != "description"},
        }
        if "description" in plain:
            told["description"] = plain["description"]
        yield told


def _without_null(schema: Json) -> Json:
    """An address has no null: what is absent is left out."""
    told = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    for each in schema.get("anyOf", ()):
        if each != {"type": "null"}:
            told |= each
    if told.get("default", ...) is None:
        del told["default"]
    return told


def _operation_id(route: ApiRoute) -> str:
    steps = [step.strip("{}") for step in route.path.split("/") if step]
    return "_".join([route.method.lower(), *steps]).replace(".", "_").replace("-", "_")


def _finished(node: Any, pack: Pack, tr: Translator) -> Any:
    """Put in the pack's words and the reader's language, and drop titles that say nothing."""
    if isinstance(node, list):
        return [_finished(each, pack, tr) for each in node]
    if not isinstance(node, dict):
        return node
    told: Json = {}
    for key, value in node.items():
        if key == MARK:
            told["enum"] = list(WORDS[value](pack))
        elif key in ("description", "summary") and isinstance(value, str):
            told[key] = tr.gettext(value)
        elif key != "title" or not isinstance(value, str) or "version" in node:
            told[key] = _finished(value, pack, tr)
    return told
