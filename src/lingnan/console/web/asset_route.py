"""Files of the console over HTTP: named by their hash, kept by browsers for ever, sent compressed.

Not for reading them (console.asset).
"""

import gzip
import hashlib
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from lingnan.console.asset import asset_text
from lingnan.console.errors import AssetBroken
from lingnan.console.web.errors import NothingThere

#: What is served, with its kind.
SERVED: Final = {
    "allocation.js": "text/javascript",
    "console.css": "text/css",
    "console.js": "text/javascript",
    "echarts.min.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "questionnaire.js": "text/javascript",
    "roadmap.js": "text/javascript",
}
_FOREVER: Final = "public, max-age=31536000, immutable"
_LEVEL: Final = 9


@cache
def asset_address(file: str) -> str:
    """Answer the address of a file; it changes when the file does. Raises: AssetBroken."""
    return f"/assets/{_digest(file)}/{file}"


async def serve_asset(request: Request) -> Response:
    """Answer a file. Raises: NothingThere when the address names another state of it."""
    file = request.path_params["file"]
    if file not in SERVED or request.path_params["digest"] != _digest(file):
        raise NothingThere
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(_packed(file), media_type=SERVED[file], headers=headers)
    return Response(_content(file), media_type=SERVED[file], headers=headers)


def check_assets() -> None:
    """Read every file once. Raises: AssetBroken."""
    for file in SERVED:
        if not _content(file):
            raise AssetBroken(file=file)


@cache
def _content(file: str) -> bytes:
    return asset_text(file).encode()


@cache
def _packed(file: str) -> bytes:
    return gzip.compress(_content(file), _LEVEL, mtime=0)


@cache
def _digest(file: str) -> str:
    return hashlib.sha256(_content(file)).hexdigest()[:16]
