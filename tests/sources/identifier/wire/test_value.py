"""Values and the records inside them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.wire import errors, handle
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import AdminRight, Permission
from lingnan.sources.identifier.wire.public_key import DhKey, PublicKey, RsaKey, Sm2Key, decode_key
from lingnan.sources.identifier.wire.reference import (
    Reference,
    decode_references,
    encode_references,
)
from lingnan.sources.identifier.wire.site import (
    Interface,
    Server,
    SiteInfo,
    pack_address,
    unpack_address,
)
from lingnan.sources.identifier.wire.typed import decode_data
from lingnan.sources.identifier.wire.value import (
    HandleValue,
    decode_value,
    decode_values,
    encode_value,
    encode_values,
    is_type_match,
    select_values,
)
from sources.identifier.wire import strategy

URL = HandleValue(1, "URL", b"x")
NAME = HandleValue(2, "名称", b"y")
SITE = HandleValue(3, "HS_SITE.PREFIX", b"z")


@settings(max_examples=50)
@given(strategy.value_lists)
def test_values_come_back(values: tuple[HandleValue, ...]) -> None:
    assert decode_values(encode_values(values)) == values
    for value in values:
        assert decode_value(encode_value(value)) == value


def test_the_largest_numbers_are_unsigned() -> None:
    value = HandleValue(0xFFFFFFFF, "a", b"", ttl=0xFFFFFFFF, timestamp=0xFFFFFFFF)
    assert decode_value(encode_value(value)) == value
    with pytest.raises(errors.OutOfRange):
        encode_value(HandleValue(1 << 32, "a", b""))
    with pytest.raises(errors.NotText):
        encode_value(HandleValue(1, "\ud800", b""))


def test_the_kind_of_ttl_is_zero_or_one() -> None:
    octets = bytearray(encode_value(URL))
    octets[8] = 2
    with pytest.raises(errors.BadField):
        decode_value(bytes(octets))


def test_a_handle_has_at_most_2048_values() -> None:
    assert len(decode_values(encode_values([URL] * 2_048))) == 2_048
    with pytest.raises(errors.TooLong):
        encode_values([URL] * 2_049)
    with pytest.raises(errors.TooLong):
        decode_values(bytes.fromhex("00000801") + encode_value(URL) * 2_049)


def test_the_usual_permissions() -> None:
    # §1.6: default 0x0E, administrators read and write, everybody reads.
    assert URL.permissions == 0x0E
    assert URL.is_public
    assert not HandleValue(1, "HS_SECKEY", b"", permissions=0x0C).is_public
    assert Permission(0x0E) == (
        Permission.ADMIN_READ | Permission.ADMIN_WRITE | Permission.PUBLIC_READ
    )


@pytest.mark.parametrize(
    ("have", "wanted", "is_match"),
    [
        ("URL", "url", True),
        ("URL", "URL.", True),
        ("HS_SITE.PREFIX", "hs_site.", True),
        ("HS_SITE", "HS_SITE.", True),
        ("HS_SITE.PREFIX", "HS_SITE", False),
        ("HS_SITEX", "HS_SITE.", False),
        ("URL", "UR", False),
        ("é", "É", False),
        ("名称", "名称", True),
    ],
)
def test_types_match_without_ascii_case(have: str, wanted: str, is_match: bool) -> None:
    assert is_type_match(have, wanted) is is_match


@settings(max_examples=200)
@given(st.text("aB.", max_size=6), st.text("Ab.", max_size=4))
def test_a_type_matches_by_the_words_of_the_rule(have: str, wanted: str) -> None:
    have_folded, folded = have.upper(), wanted.upper()
    is_match = have_folded == folded
    if folded.endswith("."):
        is_match = is_match or have_folded == folded[:-1] or have_folded.startswith(folded)
    assert is_type_match(have, wanted) is is_match
    value = HandleValue(1, have, b"")
    assert bool(select_values([value], types=["q", wanted, "r."])) is is_match


def test_selection_is_by_index_or_by_type() -> None:
    values = (URL, NAME, SITE)
    assert select_values(values) == values
    assert select_values(values, indexes=[2]) == (NAME,)
    assert select_values(values, types=["hs_site."]) == (SITE,)
    assert select_values(values, indexes=[2, 9], types=["URL"]) == (URL, NAME)


@settings(max_examples=50)
@given(strategy.admins)
def test_administrators_come_back(admin: AdminRecord) -> None:
    assert AdminRecord.decode(admin.encode()) == admin
    assert decode_data("hs_admin", admin.encode()) == admin


def test_an_administrator_of_old_software_has_two_octets_more() -> None:
    octets = bytes.fromhex("07f3 0000000c 38382e3130302f41444d494e 000000c8 0000")
    admin = AdminRecord.decode(octets)
    assert admin.is_legacy
    assert admin.reference == Reference("88.100/ADMIN", 200)
    assert admin.encode() == octets
    # 0x07f3 = everything but list_handles and the two of derived prefixes.
    missing = AdminRight.LIST_HANDLES | AdminRight.ADD_DERIVED_PREFIX
    missing |= AdminRight.DELETE_DERIVED_PREFIX
    assert admin.rights == 0x0FFF & ~missing
    with pytest.raises(errors.Surplus):
        AdminRecord.decode(octets + b"\0")


@settings(max_examples=50)
@given(st.lists(strategy.references, max_size=5).map(tuple))
def test_groups_come_back(members: tuple[Reference, ...]) -> None:
    assert decode_references(encode_references(members)) == members
    assert decode_data("HS_VLIST", encode_references(members)) == members


@settings(max_examples=50)
@given(strategy.keys)
def test_keys_come_back(key: PublicKey) -> None:
    assert decode_key(key.encode()) == key
    assert decode_data("HS_PUBKEY", key.encode()) == key


def test_an_rsa_key_is_read_without_its_four_zero_octets() -> None:
    # §1.7: type, flags, exponent 010001, modulus 00ff, then four zero octets.
    octets = bytes.fromhex("0000000b 5253415f5055425f4b4559 0000 00000003010001 0000000200ff")
    assert RsaKey(65_537, 255).encode() == octets + bytes(4)
    assert decode_key(octets + bytes(4)) == RsaKey(65_537, 255)
    assert decode_key(octets) == RsaKey(65_537, 255, has_tail=False)
    # A modulus without its leading zero is not negative.
    bare = octets[:-6] + bytes.fromhex("00000001ff")
    assert decode_key(bare) == RsaKey(65_537, 255, has_tail=False)
    for tail in (b"\0", b"\0\0\0\1", bytes(5)):
        with pytest.raises(errors.WireError):
            decode_key(octets + tail)


def test_keys_of_other_kinds() -> None:
    assert DhKey(1, 2, 3).encode() == bytes.fromhex(
        "0000000a 44485f5055425f4b4559 0000 0000000101 0000000102 0000000103"
    )
    assert Sm2Key(b"\x30").encode() == bytes.fromhex(
        "0000000b 534d325f5055425f4b4559 0000 0000000130"
    )
    with pytest.raises(errors.BadField):
        decode_key(bytes.fromhex("00000001 58 0000"))
    with pytest.raises(errors.BadField):
        RsaKey(-1, 3).encode()


@settings(max_examples=50)
@given(strategy.sites)
def test_sites_come_back(site: SiteInfo) -> None:
    assert SiteInfo.decode(site.encode()) == site


@pytest.mark.parametrize(
    ("host", "octets"),
    [
        ("127.0.0.1", "00" * 12 + "7f000001"),
        ("2001:db8::1", "20010db8" + "00" * 11 + "01"),
        ("::1", "00" * 15 + "01"),
    ],
)
def test_addresses(host: str, octets: str) -> None:
    assert pack_address(host).hex() == octets
    assert unpack_address(bytes.fromhex(octets)) == host


def test_addresses_that_are_none() -> None:
    assert unpack_address(bytes.fromhex("00" * 10 + "ffff0a000001")) == "10.0.0.1"
    with pytest.raises(errors.BadField):
        pack_address("node.example")
    with pytest.raises(errors.BadField):
        unpack_address(bytes(4))
    with pytest.raises(errors.BadField):
        Server(1, bytes(4), b"", ()).encode()


def test_a_site_chooses_the_server_of_a_handle() -> None:
    query = (Interface(3, 1, 2_641),)
    servers = tuple(Server(number, bytes(16), b"", query) for number in range(1, 5))
    # 419026994 mod 4 = 2, the third server (vector of the whole handle).
    site = SiteInfo(1, servers, hash_option=2)
    assert site.server_of("88.100.1/sn-0001").server_id == 3
    assert site.server_of(handle.fold("88.100.1/sn-0001")).server_id == 3
    assert query[0].is_admin
    assert query[0].is_query
    with pytest.raises(errors.BadField):
        SiteInfo(1, ()).server_of("88.100.1/sn-0001")
