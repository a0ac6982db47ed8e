"""Kept answers as a file: written whole, read with care, one entry a line.

What has passed its time is left out on both sides. Not for what is kept (see cache).
"""

import base64
import binascii
import json
import os
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from lingnan.sources.identifier.resolver.cache import Cache, Entry
from lingnan.sources.identifier.resolver.errors import BadCacheFile
from lingnan.sources.identifier.resolver.lifetime import ttl_places
from lingnan.sources.identifier.resolver.question import Key
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.resolve import ResolveResponse
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.errors import WireError

_HEAD: Final = {"form": "lingnan-resolver-cache", "version": 1}


def backup_cache(path: Path, caches: Mapping[str, Cache], now: float) -> int:
    """Write the fresh entries of some caches, by name; answer how many.

    The file appears whole or not at all, and only its owner may read it. Raises: OSError.
    """
    count = 0
    draft = path.with_name(f"{path.name}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(json.dumps(_HEAD) + "\n")
        for name, cache in caches.items():
            for key, entry in cache.items():
                if entry.is_fresh(now):
                    file.write(json.dumps({"cache": name, **_told(key, entry)}) + "\n")
                    count += 1
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return count


def restore_cache(path: Path, caches: Mapping[str, Cache], now: float) -> int:
    """Take up the entries of a file that are still fresh; answer how many.

    Raises: BadCacheFile, with nothing taken up; OSError.
    """
    return put_entries(caches, read_entries(path, caches, now))


def put_entries(caches: Mapping[str, Cache], entries: Iterable[tuple[str, Key, Entry]]) -> int:
    """Take up entries by the names of their caches; answer how many could be kept."""
    return sum(caches[name].put(key, entry) for name, key, entry in entries)


def read_entries(path: Path, names: Container[str], now: float) -> list[tuple[str, Key, Entry]]:
    """Read the entries of a file that are still fresh. Raises: BadCacheFile, OSError."""
    taken: list[tuple[str, Key, Entry]] = []
    line = 0
    try:
        with path.open(encoding="ascii") as file:
            for line, text in enumerate(file, 1):
                content = json.loads(text)
                if line == 1:
                    if content != _HEAD:
                        raise ValueError
                    continue
                key, entry = _read(content)
                if entry.is_fresh(now):
                    taken.append((content["cache"], key, entry))
                if content["cache"] not in names:
                    raise ValueError
    except (ValueError, KeyError, TypeError, binascii.Error, WireError) as fault:
        raise BadCacheFile(path=path, line=line) from fault
    if not line:
        raise BadCacheFile(path=path, line=0)
    return taken


def _told(key: Key, entry: Entry) -> dict[str, Any]:
    return {
        "handle": _text(key.handle),
        "indexes": list(key.indexes),
        "types": [_text(each) for each in key.types],
        "response": entry.response,
        "body": _text(entry.body),
        "fetched_at": entry.fetched_at,
        "expires_at": entry.expires_at,
    }


def _read(told: Mapping[str, Any]) -> tuple[Key, Entry]:
    key = Key(
        _octets(told["handle"]),
        tuple(int(each) for each in told["indexes"]),
        tuple(_octets(each) for each in told["types"]),
    )
    body, response = _octets(told["body"]), int(told["response"])
    places: tuple[int, ...] = ()
    if response == Response.SUCCESS:
        answer = ResolveResponse.decode(body)
        places = ttl_places(answer.handle, answer.values)
    else:
        ErrorResponse.decode(body)
    return key, Entry(response, body, places, float(told["fetched_at"]), float(told["expires_at"]))


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _octets(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
