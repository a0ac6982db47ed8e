"""The frame around every page: who reads, where he is, which run it shows, what is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from lingnan import __version__
from lingnan.access.notice import unseen
from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry, Link, menu_of


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What changed about the reader's account, until he has seen it."""

    told: str
    at: datetime
    by: str
    origin: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame's template is told beside the page's own context.

    Attributes:
        once: the number that a form of this page carries, used once.
        here: the page's own address, for the links to the other language.
        notices: what changed about the reader's account; those up to `seen_until` are shown.
        as_of, run_id: the run shown; null before the first. is_stale: the pack changed since.
    """

    title: str
    tag: str
    other_lang: str
    other_name: str
    here: str
    menu: tuple[Link, ...]
    reader: str | None
    reader_roles: str
    once: str
    region: str
    as_of: date | None
    run_id: str | None
    is_synthetic: bool
    expansion: int
    is_stale: bool
    version: str
    notices: tuple[NoticeLine, ...] = ()
    seen_until: str = ""


def frame_of(call: Call, title: str, entries: Sequence[Entry]) -> Frame:
    """Answer the frame of a page."""
    run = call.desk.run
    identity = call.identity
    is_in = identity is not None and not identity.lacks_second_factor
    notices = _notices(call)
    manifest = call.store.manifest
    pack = call.pack
    roles = sorted({role.name_in.in_(call.lang) for role in identity.roles}) if identity else []
    return Frame(
        title=title,
        tag=call.tr.tag,
        other_lang="en" if call.lang == "zh" else "zh",
        other_name="English" if call.lang == "zh" else "中文",
        here=address_of(call),
        menu=menu_of(entries, identity, call.path, call.tr, region=pack.region_code)
        if identity and is_in
        else (),
        reader=identity.name if identity else None,
        reader_roles=call.tr.listing(roles),
        once=fresh_id(system_entropy),
        region=pack.title.in_(call.lang),
        as_of=run.as_of if run else None,
        run_id=run.run_id if run else None,
        is_synthetic=manifest.synthetic,
        expansion=manifest.expansion,
        is_stale=bool(run and run.pins.get("pack_sha256", pack.content_hash) != pack.content_hash),
        version=__version__,
        notices=notices,
        seen_until=max((each.at for each in notices), default=call.at).isoformat(),
    )


def _notices(call: Call) -> tuple[NoticeLine, ...]:
    """What is new about the account; parts of pages do not ask."""
    if call.identity is None or call.is_piece:
        return ()
    return tuple(
        NoticeLine(
            each.notice.told.in_(call.lang),
            each.at,
            each.actor.removeprefix("account:"),
            each.origin or "",
        )
        for each in unseen(call.desk.access, call.identity.account_id)
    )


def address_of(call: Call) -> str:
    """Answer the address that was asked for, as a way within this console."""
    pairs = [(name, each) for name, values in call.query.items() for each in values]
    return f"{call.path}?{urlencode(pairs)}" if pairs else call.path
