"""What is done beside answering: checks of back ends, sweeping the cache; and looking into it.

Cache query and deletion are functions here, for the command line and for tests.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.resolver.cache import Cache
from lingnan.sources.identifier.resolver.name_list import NameList
from lingnan.sources.identifier.resolver.question import CERTIFIED_MARK, Key
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.wire.handle import fold

_LOG = logging.getLogger(__name__)
_SWEEP_SECONDS: Final = 30.0
#: Between checks while a back end is down.
_DOWN_SECONDS: Final = 15.0
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept answer as it is shown. Units: seconds; left is below 0 after its time."""

    handle: str
    indexes: tuple[int, ...]
    types: tuple[str, ...]
    response: int
    octets: int
    hits: int
    age: float
    left: float
    is_certified: bool


def caches_of(recursion: Recursion) -> dict[str, Cache]:
    """Answer the caches by name."""
    return {"plain": recursion.cache, "certified": recursion.certified}


def query_cache(recursion: Recursion, name: str, *, limit: int = _SHOWN) -> list[Kept]:
    """Answer what is kept about a handle, or about a prefix and what is below it."""
    names = NameList([name])
    now = recursion.clock()
    found = []
    for kind, cache in caches_of(recursion).items():
        for key, entry in cache.items():
            if not _is_about(key, name, names):
                continue
            found.append(
                Kept(
                    key.handle.decode(errors="replace"),
                    key.indexes,
                    tuple(each.decode(errors="replace") for each in key.types),
                    entry.response,
                    len(entry.body),
                    entry.hits,
                    now - entry.fetched_at,
                    entry.expires_at - now,
                    kind == "certified",
                )
            )
            if len(found) >= limit:
                return found
    return found


def delete_cache(recursion: Recursion, name: str | None = None) -> int:
    """Forget what is kept about a handle, a prefix and what is below it, or all; answer how much.

    Remembered referrals and failures of the same names are forgotten too.
    """
    if name is None:
        recursion.delegations.clear()
        recursion.troubles.clear_all()
        return sum(cache.delete(lambda _: True) for cache in caches_of(recursion).values())
    names = NameList([name])
    prefix = fold(name.partition("/")[0])
    recursion.delegations.forget(prefix)
    for each in {prefix, fold(name)}:
        recursion.troubles.clear(each)
        recursion.troubles.clear(each + CERTIFIED_MARK)
    return sum(
        cache.delete(lambda key: _is_about(key, name, names))
        for cache in caches_of(recursion).values()
    )


async def keep_up(recursion: Recursion) -> None:
    """Check back ends and sweep caches until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_check(recursion))
        group.create_task(_sweep(recursion))


async def check_back_ends(recursion: Recursion) -> None:
    """Check every group once, all at the same time."""
    groups = {id(each): each for each in recursion.groups.values()}.values()
    now = recursion.clock()
    await asyncio.gather(*(each.check(recursion.caller, now) for each in groups))


def measure(recursion: Recursion) -> None:
    """Bring the present numbers to the counters."""
    groups = {id(each): each for each in recursion.groups.values()}.values()
    recursion.counters.gauges |= {
        "cache_entries": len(recursion.cache),
        "cache_bytes": recursion.cache.octets,
        "cache_evicted": recursion.cache.evicted,
        "certified_entries": len(recursion.certified),
        "certified_bytes": recursion.certified.octets,
        "delegations": len(recursion.delegations),
        "troubles": len(recursion.troubles),
        "followed": recursion.followed_count,
        "back_ends": sum(len(each.back_ends) for each in groups),
        "back_ends_up": sum(each.up_count for each in groups),
    }


async def _check(recursion: Recursion) -> None:
    while True:
        try:
            await check_back_ends(recursion)
        except Exception as fault:  # noqa: BLE001  one fault must not end all later checks
            _LOG.error("checking back ends: %s", type(fault).__name__)
        await asyncio.sleep(check_pause(recursion))


def check_pause(recursion: Recursion) -> float:
    """Answer the seconds until the next checks: sooner while a back end is down."""
    is_all_up = all(each.up_count == len(each.back_ends) for each in recursion.groups.values())
    seconds = recursion.policy.check_seconds
    return seconds if is_all_up else min(seconds, _DOWN_SECONDS)


async def _sweep(recursion: Recursion) -> None:
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        for cache in caches_of(recursion).values():
            cache.sweep(recursion.clock())


def _is_about(key: Key, name: str, names: NameList) -> bool:
    if "/" in name:
        return key.handle == fold(name)
    return key.handle.decode(errors="replace") in names
