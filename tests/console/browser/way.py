"""An address for every route of the console: found by following links, as each reader in turn.

Helpers of tests, no tests.
"""

import html
import re
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
from starlette.routing import compile_path

from console.browser.walk import PASSWORD
from console.web.conftest import fresh_address
from lingnan.access import Access, find_account, redeem
from lingnan.access.session import put_session
from lingnan.console.assembly import ROUTES
from lingnan.console.web.cookie import session_name

GETS = tuple(route for route in ROUTES if route.method == "GET")
#: Plain paths stand before those with a part that varies, as in the table of the application.
_PATTERNS = tuple((compile_path(route.path)[0], route.path) for route in GETS)
_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
#: Addresses of one route that one reader follows: the links of a list do not all lead to the same.
_MOST = 3


@dataclass(frozen=True)
class Way:
    """Who comes to a route, by which address, and what is answered; "" where it leads elsewhere."""

    who: str
    path: str
    kind: str

    @property
    def is_page(self):
        return self.kind.startswith("text/html")

    @property
    def is_file(self):
        return bool(self.kind) and not self.is_page


def session_of(site, name):
    """A session of an account, as if its owner had signed in with both factors."""
    access, at = Access.of(site.store), datetime.now(UTC)
    owned = site.accounts[name]
    if not owned.password:
        owned.password = PASSWORD
        redeem(access, owned.token, PASSWORD, at=at, origin=fresh_address())
    account = find_account(access, name)
    with access.database.begin() as connection:
        opened = put_session(
            connection,
            access,
            account.account_id,
            at=at,
            origin=None,
            is_complete=True,
            has_second_factor=True,
        )
    return opened.token.reveal()


def hand(site, name):
    """A client that asks as an account, as its browser would; nobody's when there is no name."""
    return httpx.Client(
        base_url=site.address,
        cookies={session_name(is_secure=False): session_of(site, name)} if name else {},
        headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
        timeout=120,
    )


def route_of(address):
    """The path of the route that an address asks, null when there is none."""
    path = urlsplit(address).path
    return next((route for pattern, route in _PATTERNS if pattern.match(path)), None)


def links(text):
    """The addresses that a page leads to, in order."""
    return list(dict.fromkeys(html.unescape(each) for each in _LINK.findall(text)))


def ways(site, readers, begin):
    """The first way to each route; `begin`: addresses that no link leads to, by reader."""
    found = {}
    for name in readers:
        with hand(site, name) as client:
            _follow(client, name, ["/", "/me", *begin.get(name, ())], found)
    return found


def _follow(client, name, begin, found):
    waiting, seen, times = deque(begin), set(begin), Counter()
    while waiting:
        address = waiting.popleft()
        route = route_of(address)
        known = found.get(route)
        if route is None or times[route] >= _MOST or (known and known.is_file):
            continue
        times[route] += 1
        answer = client.get(address)
        is_kept = "content-disposition" in answer.headers
        kind = "a file to keep" if is_kept else answer.headers.get("content-type", "")
        if answer.status_code == 200 and (known is None or not known.kind):
            found[route] = Way(name, address, kind)
        elif answer.is_redirect and known is None:
            found[route] = Way(name, address, "")
        text = answer.text if kind.startswith("text/html") else ""
        moved = [answer.headers["location"]] if answer.is_redirect else []
        for link in [*moved, *links(text)]:
            if link not in seen:
                seen.add(link)
                waiting.append(link)
