"""Every vector of the reference encoder, octet for octet, both ways."""

from typing import Any

from lingnan.sources.identifier.wire import handle
from lingnan.sources.identifier.wire.body.catalogue import decode_body, encode_body
from lingnan.sources.identifier.wire.digest import DigestAlgorithm, digest_request
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.json_form import value_from_json, value_to_json
from lingnan.sources.identifier.wire.json_key import key_from_json, key_to_json
from lingnan.sources.identifier.wire.json_site import site_from_json, site_to_json
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.public_key import decode_key
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.typed import decode_data
from lingnan.sources.identifier.wire.value import decode_value, encode_value

Vector = dict[str, Any]


def test_a_value_is_read_and_written(handlevalue_vector: Vector) -> None:
    octets = bytes.fromhex(handlevalue_vector["hex"])
    value = decode_value(octets)
    assert value.index == handlevalue_vector["json"]["index"]
    assert value.type == handlevalue_vector["json"]["type"]
    assert encode_value(value) == octets


def test_a_value_has_its_json_form(handlevalue_vector: Vector) -> None:
    octets, told = bytes.fromhex(handlevalue_vector["hex"]), handlevalue_vector["json"]
    assert value_to_json(decode_value(octets)) == told
    assert encode_value(value_from_json(told, now=0)) == octets


def test_a_key_is_read_and_written(pubkey_vector: Vector) -> None:
    octets = bytes.fromhex(pubkey_vector["hex"])
    key = decode_key(octets)
    assert key.encode() == octets
    assert key_to_json(key) == pubkey_vector["jwk"]
    assert key_from_json(pubkey_vector["jwk"]) == key


def test_a_site_is_read_and_written(siteinfo_vector: Vector) -> None:
    octets = bytes.fromhex(siteinfo_vector["hex"])
    site = SiteInfo.decode(octets)
    assert site.encode() == octets
    assert site_to_json(site) == siteinfo_vector["json"]
    assert site_from_json(siteinfo_vector["json"]) == site
    assert decode_data("HS_SITE", octets) == site


def test_a_message_is_read_and_written(message_vector: Vector) -> None:
    octets = bytes.fromhex(message_vector["message"])
    major, minor = map(int, message_vector["version"].split("."))
    message = Message.decode(octets)
    assert message.operation == message_vector["opCode"]
    assert message.response == message_vector["responseCode"]
    assert message.encode() == octets
    told = decode_body(message, (major, minor))
    assert encode_body(told.body, (major, minor), told.digest) == message.body


def test_an_envelope_is_read_and_written(message_vector: Vector) -> None:
    octets = bytes.fromhex(message_vector["envelope"])
    envelope = Envelope.decode(octets)
    assert ".".join(map(str, envelope.version)) == message_vector["version"]
    assert envelope.length == len(message_vector["message"]) // 2
    assert envelope.request_id == 0x01020304
    assert envelope.encode() == octets


def test_a_digest_is_of_header_and_body(digest_vector: Vector) -> None:
    request = bytes.fromhex(digest_vector["requestBody"])
    digest = digest_request(request, (2, 11))
    assert digest.algorithm is DigestAlgorithm.SHA256
    assert digest.octets.hex() == digest_vector["sha256"]


def test_the_hash_of_a_handle(hash_vector: Vector) -> None:
    told = [handle.hash_number(hash_vector["handle"], option) for option in (0, 1, 2)]
    assert told == [hash_vector["h0"], hash_vector["h1"], hash_vector["h2"]]
    folded = handle.fold(hash_vector["handle"])
    assert [handle.hash_number(folded, option) for option in (0, 1, 2)] == told


def test_the_authority_of_a_handle(zerona_vector: Vector) -> None:
    assert handle.authority(zerona_vector["handle"]) == zerona_vector["zeroNA"]
