"""Any path, any octets: an answer of the right kind or a closed connection, never a failure."""

import asyncio
import itertools
import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.node.http.authorisation import read_authorisation
from lingnan.sources.identifier.node.http.errors import BadAuthorization, BadTarget
from lingnan.sources.identifier.node.http.limit import HttpLimit
from lingnan.sources.identifier.node.http.reading import RequestReading
from lingnan.sources.identifier.node.http.request import Request, preferred_language, read_target
from sources.identifier.node.http.served import PRODUCT

SPEEDY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
RAW = st.text(
    alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"),
    max_size=60,
)


def ask(served, method, target):
    """Ask the routes themselves, in their loop."""
    path, parameters = read_target(target)
    request = Request(method, target, path, parameters, {"host": "localhost"}, address="192.0.2.1")
    waiting = asyncio.run_coroutine_threadsafe(served.door.respond(request), served.loop)
    return waiting.result(10)


@given(handle=st.text(min_size=1, max_size=40))
@SPEEDY
@example(handle="88.900.1/a/b%2F?c#d")
@example(handle="88.900.1/产品 1")
@example(handle="88.900.1/../../etc/passwd")
def test_any_handle_percent_encoded_is_the_handle_looked_for(served, handle):
    answer = ask(served, "GET", "/api/handles/" + quote(handle, safe="", errors="replace"))
    told = json.loads(answer.body)
    assert answer.status in (200, 300, 400, 404)
    if answer.status == 404:
        assert told["handle"] == handle.encode(errors="replace").decode()


@given(tail=RAW)
@SPEEDY
@example(tail="%")
@example(tail="%00")
@example(tail="01/1")
@example(tail="01/06901234567892/10/%2e%2e?linkType=linkset&linkType=all")
@example(tail="qr/" + "a" * 3000)
@example(tail="//example.org")
def test_any_path_is_answered(served, tail):
    try:
        answer = ask(served, "GET", "/" + tail)
    except BadTarget:
        return
    assert answer.status in (200, 300, 303, 307, 400, 404, 405)
    assert b"Traceback" not in answer.body
    for name, value in answer.headers:
        assert value.isascii(), name
        if name == "Location":
            # Only a registered link leads elsewhere, and search leads to a page of ours.
            assert value.startswith(("/", "https://example.com/"))
            assert not value.startswith("//")


@given(query=st.text(max_size=40))
@SPEEDY
@example(query="//example.org/")
@example(query="https://example.org/x")
@example(query="hdl://example.org")
def test_search_leads_to_pages_of_ours_only(served, query):
    answer = ask(served, "GET", "/?q=" + quote(query, safe="", errors="replace"))
    assert answer.status in (200, 303, 400, 404)
    location = dict(answer.headers).get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")


@given(octets=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200), max_size=4))
@settings(max_examples=200, deadline=None)
@example(
    octets=b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    cuts=[],
)
def test_any_octets_are_read_or_refused(octets, cuts):
    line = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    for whole in (octets, line + octets, line[:30] + octets + line[30:]):
        reading = RequestReading(HttpLimit())
        places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
        for begin, end in itertools.pairwise(places):
            for incoming in reading.feed(whole[begin:end]):
                assert incoming.method
                assert len(incoming.body) <= 1_048_576
        if reading.refusal is not None:
            assert reading.feed(line) == []


@given(header=st.text(max_size=60), scheme=st.sampled_from(["", "Basic ", "Handle ", "handle a="]))
@settings(max_examples=200, deadline=None)
def test_any_authorisation_is_read_or_refused(header, scheme):
    try:
        claim = read_authorisation(scheme + header)
    except BadAuthorization:
        return
    assert claim.basic is None or claim.basic.user.handle


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr,en;q=0.3,zh;q=0.4", "zh"),
        ("fr;q=1, en;q=0.5", "en"),
        ("en;q=0, zh;q=x", "zh"),
        ("de", "zh"),
    ],
)
def test_language(header, lang):
    assert preferred_language(header) == lang


def test_page_is_the_same_for_head(plain):
    answer = plain.head(f"/{PRODUCT}")
    assert (answer.status_code, answer.content) == (200, b"")
