"""Value lists: what is refused, and how they are split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.records.errors import BadValues
from lingnan.sources.identifier.records.stored import join, parts, prepare
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, decode_values, encode_values
from sources.identifier.records.sample import secret, url

REFERENCES = st.lists(
    st.builds(Reference, st.just("88.900.1/其他"), st.integers(0, 2**32 - 1)), max_size=2
)
VALUES = st.lists(
    st.builds(
        HandleValue,
        index=st.integers(1, 2**32 - 1),
        type=st.sampled_from(["URL", "HS_ADMIN", "产品名称"]),
        data=st.binary(max_size=40),
        ttl=st.integers(0, 2**32 - 1),
        is_ttl_absolute=st.booleans(),
        timestamp=st.integers(0, 2**32 - 1),
        permissions=st.integers(0, 15),
        references=REFERENCES.map(tuple),
    ),
    max_size=6,
    unique_by=lambda value: value.index,
)


@given(VALUES)
def test_the_public_part_is_what_the_codec_calls_public(values):
    octets = encode_values(values)
    found = prepare(octets)
    public = tuple(value for value in values if value.is_public)
    assert found.octets == octets
    if len(public) == len(values):
        assert found.public is None
    else:
        assert decode_values(found.public) == public


@given(VALUES)
def test_taken_apart_and_joined_it_is_the_same(values):
    octets = encode_values(values)
    assert list(parts(octets)) == [value.index for value in values]
    assert join(parts(octets)) == prepare(octets)


@given(VALUES, st.data())
def test_broken_octets_are_refused_and_nothing_else_happens(values, data):
    octets = bytearray(encode_values(values))
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] = data.draw(st.integers(0, 255))
    cut = bytes(octets[: data.draw(st.integers(0, len(octets)))])
    try:
        found = prepare(cut)
    except BadValues:
        return
    assert join(parts(found.octets)) == found


def test_an_index_twice_is_an_invalid_value():
    with pytest.raises(BadValues) as caught:
        prepare(encode_values([url(), secret(7), url(index=7)]))
    assert (caught.value.response, caught.value.indexes) == (Response.INVALID_VALUE, (7,))


def test_index_0_and_too_many_values_are_invalid():
    with pytest.raises(BadValues) as caught:
        prepare(encode_values([url(index=0)]))
    assert caught.value.response == Response.INVALID_VALUE
    many = encode_values([url(index=index) for index in range(1, 2049)])
    assert prepare(many).public is None
    count = (2049).to_bytes(4, "big")
    with pytest.raises(BadValues) as caught:
        prepare(count + many[4:] + encode_values([url(index=3000)])[4:])
    assert caught.value.response == Response.INVALID_VALUE


def test_surplus_octets_are_a_protocol_error():
    with pytest.raises(BadValues) as caught:
        prepare(encode_values([url()]) + b"\0")
    assert caught.value.response == Response.PROTOCOL_ERROR
