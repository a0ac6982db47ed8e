"""Pages are compressed for our own pages and the address bar, never for others, never with keys."""

import gzip

import pytest

from lingnan.access import Role


def raw(client, path, **headers):
    with client.stream("GET", path, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_pages_are_compressed_for_ourselves(office, site):
    answer, octets = raw(office, "/enterprises", **{"Sec-Fetch-Site": site})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert len(octets) < 15_000
    assert b"</html>" in gzip.decompress(octets)


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_pages_are_sent_as_they_are_to_others(office, site):
    answer, octets = raw(office, "/enterprises", **{"Sec-Fetch-Site": site})
    assert "content-encoding" not in answer.headers
    assert b"</html>" in octets


def test_files_that_are_written_while_sent_are_compressed_too(office):
    answer, octets = raw(office, "/enterprises.csv")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(octets).startswith(b"\xef\xbb\xbf")


def test_a_client_that_cannot_gets_plain(office):
    answer, octets = raw(office, "/overview", **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert b"</html>" in octets


def test_answers_to_forms_and_with_cookies_are_never_compressed(console):
    client = console.client()
    answer = client.post("/sign-in", data={"name": "", "password": ""})
    assert "content-encoding" not in answer.headers
    answer = console.reader(Role.PROGRAMME_OFFICE, "province:440000").post(
        "/language", data={"lang": "en", "next": "/overview"}
    )
    assert "content-encoding" not in answer.headers


def test_pages_about_accounts_are_never_compressed(office):
    answer, octets = raw(office, "/me/password")
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    assert b"</html>" in octets


def test_the_number_of_a_form_is_another_on_every_page(office):
    def number():
        page = office.get("/me/password").text
        return page.split('name="_once" value="')[1].split('"')[0]

    assert number() != number()


def test_first_pages_are_light(office):
    _answer, octets = raw(office, "/overview")
    assert len(octets) < 40_000
    page = gzip.decompress(octets).decode()
    assert "echarts" not in page
