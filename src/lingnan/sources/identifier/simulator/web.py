"""The HTTP side of the simulated node: reports, deposits, registry; and its controls for tests.

What controls it (`/trouble`, `/drill`, `/state`) is open to whoever can reach the port: the program
is for one machine. Not for deciding anything (see reception, top_level).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.reporting import epp
from lingnan.sources.identifier.simulator.reception import Refused
from lingnan.sources.identifier.simulator.registry import Registry
from lingnan.sources.identifier.simulator.top_level import TopLevel
from lingnan.sources.identifier.simulator.trouble import Kind, Trouble

_MAX_BODY: Final = 64 << 20
_MAX_VOLUME: Final = (1 << 30) + 64
_JSON: Final = "application/json"
_XML: Final = "application/epp+xml"


def make_app(node: TopLevel, folder: Path, clock: Callable[[], datetime]) -> FastAPI:
    """Make the application; `folder` takes volumes while they arrive."""
    app = FastAPI(title="Simulated top-level node", docs_url=None, redoc_url=None)
    trouble, registry, reception = Trouble(), Registry(), node.reception
    app.state.trouble = trouble
    arriving = folder / "arriving"
    arriving.mkdir(parents=True, exist_ok=True)

    def admit(request: Request, body_sha256: str) -> str:
        path, headers = request.url.path, request.headers
        return reception.admit(request.method, path, headers, body_sha256, clock())

    @app.exception_handler(Refused)
    async def _refused(_: Request, refusal: Refused) -> Response:
        return JSONResponse({"reason": refusal.reason}, refusal.status)

    @app.exception_handler(LingnanError)
    async def _failed(_: Request, failure: LingnanError) -> Response:
        return JSONResponse({"code": failure.code, "reason": failure.message.en}, 409)

    @app.post("/reports/{code}")
    async def report(code: str, request: Request) -> Response:
        body = await _body(request)
        admit(request, sha256(body).hexdigest())
        kind = await _suffer(trouble)
        receipt = reception.take_report(code, _key(request), body, clock())
        return Response(_wrong(receipt) if kind is Kind.WRONG else receipt, media_type=_JSON)

    @app.put("/deposits/{deposit}/{name}")
    async def volume(deposit: str, name: str, request: Request) -> Response:
        draft = arriving / token_hex(8)
        try:
            admit(request, await _store(request, draft))
            await _suffer(trouble)
            reception.take_volume(deposit, name, draft)
        finally:
            draft.unlink(missing_ok=True)
        return JSONResponse({}, 201)

    @app.post("/deposits/{deposit}")
    async def manifest(deposit: str, request: Request) -> Response:
        body = await _body(request)
        application = admit(request, sha256(body).hexdigest())
        kind = await _suffer(trouble)
        key = _key(request)
        receipt = reception.take_manifest(application, deposit, key, body, clock())
        return Response(_wrong(receipt) if kind is Kind.WRONG else receipt, media_type=_JSON)

    @app.post("/registry")
    async def command(request: Request) -> Response:
        body = await _body(request)
        admit(request, sha256(body).hexdigest())
        await _suffer(trouble)
        try:
            wanted, target, transaction = epp.read_command(body)
        except ValueError as problem:
            raise Refused(422, str(problem)) from problem
        result = registry.do(wanted, target)
        return Response(epp.write_result(result, transaction), media_type=_XML)

    @app.post("/trouble")
    async def set_trouble(told: dict[str, Any]) -> dict[str, Any]:
        try:
            trouble.kind = Kind(told.get("kind", "none"))
        except ValueError as problem:
            raise Refused(422, str(problem)) from problem
        trouble.count = told.get("count")
        trouble.seconds = float(told.get("seconds", trouble.seconds))
        return {"kind": trouble.kind, "count": trouble.count}

    @app.post("/drill")
    async def drill(told: dict[str, Any] | None = None) -> dict[str, Any]:
        told = told or {}
        seconds, is_forced = float(told.get("timeout", 2.0)), bool(told.get("forced", False))
        found = await node.drill(timeout=seconds, is_forced=is_forced)
        return {
            "takeover": found.is_takeover,
            "deposits": found.deposits,
            "identifiers": found.identifiers_count,
            "probes": [
                {
                    "service": each.service,
                    "protocol": each.protocol,
                    "up": each.is_up,
                    "response": each.response,
                    "ms": each.milliseconds,
                }
                for each in found.results
            ],
        }

    @app.get("/state")
    async def state() -> dict[str, Any]:
        return {
            "reports": [
                {name: told.get(name) for name in ("table", "subject", "period", "part")}
                for told in reception.reports()
            ],
            "deposits": [
                manifest.head.deposit_id for _, manifest, _ in reception.complete_deposits()
            ],
            "serving_deposit": node.is_serving_deposit,
        }

    return app


async def _suffer(trouble: Trouble) -> Kind:
    """Let what was asked for go wrong. Raises: Refused."""
    kind = trouble.take()
    if kind is Kind.BUSY:
        raise Refused(503, "busy, as told")
    if kind is Kind.REFUSE:
        raise Refused(422, "refused, as told")
    if kind is Kind.DENIED:
        raise Refused(403, "denied, as told")
    if kind is Kind.SLOW:
        await asyncio.sleep(trouble.seconds)
    return kind


def _wrong(receipt: bytes) -> bytes:
    """Answer a receipt that speaks of another content."""
    return receipt.replace(b'"content_sha256":"', b'"content_sha256":"0', 1)


def _key(request: Request) -> str:
    return request.headers.get("idempotency-key", "")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MAX_BODY:
            raise Refused(413, f"> {_MAX_BODY}")
    return bytes(body)


async def _store(request: Request, path: Path) -> str:
    """Write a body into a file; answer its SHA-256."""
    whole, size = sha256(), 0
    with path.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > _MAX_VOLUME:
                raise Refused(413, f"> {_MAX_VOLUME}")
            whole.update(piece)
            file.write(piece)
    return whole.hexdigest()
