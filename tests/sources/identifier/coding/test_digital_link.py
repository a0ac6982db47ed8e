"""GS1 Digital Link addresses."""

import pytest
from hypothesis import given

from lingnan.sources.identifier.coding import errors
from lingnan.sources.identifier.coding.digital_link import (
    canonical_link,
    is_link,
    read_link,
    write_link,
)
from lingnan.sources.identifier.coding.gs1_element import Element, element
from sources.identifier.coding.strategy import other_keys, trade_items


@pytest.mark.parametrize(
    ("uri", "canonical"),
    [
        ("https://id.gs1.org/01/09521234543213", "https://id.gs1.org/01/09521234543213"),
        (
            "HTTP://Example.COM:8080/some/path/01/9521234543213/10/ABC%2F123/?linkType=all&17=261231",
            "https://id.gs1.org/01/09521234543213/10/ABC%2F123?17=261231",
        ),
        (
            "https://example.com/01/09521234543213/10/ABC123/21/12345?17=261231;11=260101",
            "https://id.gs1.org/01/09521234543213/10/ABC123/21/12345?11=260101&17=261231",
        ),
        ("https://a.example/00/106141411234567897", "https://id.gs1.org/00/106141411234567897"),
        ("https://a.example/01/a/01/036000291452", "https://id.gs1.org/01/00036000291452"),
    ],
)
def test_canonical(uri: str, canonical: str) -> None:
    assert canonical_link(uri) == canonical
    assert canonical_link(canonical) == canonical


def test_parts_and_wishes() -> None:
    link = read_link(
        "https://brand.example/x/01/09521234543213/21/a?linkType=gs1:pip&lang=zh&17=261231"
    )
    assert link.base == "https://brand.example/x"
    assert link.path == (element("01", "09521234543213"), element("21", "a"))
    assert link.attributes == (element("17", "261231"),)
    assert link.link_type == "gs1:pip"
    assert link.extra == (("lang", "zh"),)
    assert link.code.kind == "sgtin"


@pytest.mark.parametrize(
    ("uri", "error"),
    [
        ("https://example.com/", errors.NotDigitalLink),
        ("ftp://example.com/01/09521234543213", errors.NotDigitalLink),
        ("https://example.com/01/09521234543213/21/1/10/A", errors.NotDigitalLink),
        ("https://example.com/01/09521234543213/99/A", errors.NotDigitalLink),
        ("https://[broken/01/09521234543213", errors.NotDigitalLink),
        ("https://example.com/01/09521234543214", errors.WrongCheck),
        ("https://example.com/DQHYXMAAAmQ9ERQ", errors.CompressedLink),
        ("https://example.com/01/09521234543213/21/1?21=2", errors.RepeatedElement),
    ],
)
def test_refused(uri: str, error: type[errors.CodingError]) -> None:
    with pytest.raises(error):
        read_link(uri)
    assert not is_link(uri)


@given(trade_items() | other_keys())
def test_round_trip(items: tuple[Element, ...]) -> None:
    uri = write_link(items, "https://node.example/gs1", "gs1:pip")
    link = read_link(uri)
    assert {*link.path, *link.attributes} == set(items)
    assert (link.base, link.link_type) == ("https://node.example/gs1", "gs1:pip")
    assert write_link((*link.path, *link.attributes)) == canonical_link(uri)
