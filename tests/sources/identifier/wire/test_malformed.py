"""Octets from anybody: whatever they are, only `WireError` comes out."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.wire.body.catalogue import REQUESTS, decode_body, encode_body
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.fragment import Assembly
from lingnan.sources.identifier.wire.json_form import value_to_json
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.typed import decode_data
from lingnan.sources.identifier.wire.value import HandleValue, decode_values

CASES = 6_000
VERSIONS = ((2, 1), (2, 4), (2, 8), (2, 11), (3, 0))
TYPES = ("HS_ADMIN", "HS_VLIST", "HS_SITE", "HS_PUBKEY")


def _mutated(octets: bytes, dice: random.Random) -> bytes:
    changed = bytearray(octets)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed)) if changed else 0
        match dice.randrange(5):
            case 0 if changed:
                changed[at] = dice.randrange(256)
            case 1:
                del changed[at:]
            case 2:
                changed[at:at] = dice.randbytes(dice.randint(1, 8))
            case 3:
                # A length or count made large, small, or negative.
                changed[at : at + 4] = dice.choice(
                    (b"\xff\xff\xff\xff", b"\x80\0\0\0", b"\0\x0f\xff\xff", b"\0\0\0\0")
                )
            case _:
                del changed[at : at + dice.randint(1, 8)]
    return bytes(changed)


def _seeds(vectors: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    told = [each for each in vectors.values() if each["kind"] == "message"]
    return [(bytes.fromhex(each["envelope"]), bytes.fromhex(each["message"])) for each in told]


def _cases(vectors: dict[str, Any], seed: int) -> Iterator[tuple[bytes, bytes, random.Random]]:
    dice = random.Random(seed)
    seeds = _seeds(vectors)
    for _ in range(CASES):
        envelope, message = dice.choice(seeds)
        yield envelope, _mutated(message, dice), dice


def test_mutated_messages(vectors: dict[str, Any]) -> None:
    refused: list[WireError] = []
    for _, octets, dice in _cases(vectors, seed=1):
        try:
            message = Message.decode(octets)
            told = decode_body(message, dice.choice(VERSIONS))
        except WireError as failure:
            refused.append(failure)
        else:
            # What was understood can be written again.
            encode_body(told.body, (2, 11), told.digest)
    assert len(refused) > CASES // 3
    assert {failure.response.value for failure in refused} <= {4, 5}
    assert all("{" not in failure.message.zh for failure in refused)


def test_mutated_bodies_of_every_operation(vectors: dict[str, Any]) -> None:
    operations = sorted(REQUESTS)
    for _, octets, dice in _cases(vectors, seed=2):
        operation, response = dice.choice(operations), dice.choice((0, 1, 2, 302, 303, 402))
        flags = dice.choice((0, 0x00800000))
        message = Message(operation, response, flags=flags, body=octets[24:-4])
        try:
            decode_body(message, dice.choice(VERSIONS))
        except WireError:
            continue


def test_mutated_packets_and_a_bounded_table(vectors: dict[str, Any]) -> None:
    assembly = Assembly(max_messages=32, max_per_peer=4, max_octets=50_000)
    for envelope, octets, dice in _cases(vectors, seed=3):
        packet = _mutated(envelope, dice) + octets
        try:
            assembly.add(dice.randrange(50), packet[: dice.randint(0, 600)], now=0.0)
        except WireError:
            continue
        assert len(assembly) <= 32
        assert assembly.cost <= 50_000


def test_mutated_records(vectors: dict[str, Any]) -> None:
    site = bytes.fromhex(vectors["HS_SITE"]["hex"])
    key = bytes.fromhex(vectors["HS_PUBKEY RSA 2048"]["hex"])
    admin, group = (bytes.fromhex(vectors[f"value {n}"]["hex"])[30:-4] for n in (100, 200))
    assert decode_data("HS_ADMIN", admin) is not None
    assert decode_data("HS_VLIST", group) is not None
    dice = random.Random(4)
    for _ in range(CASES):
        octets = _mutated(dice.choice((site, key, admin, group)), dice)
        kind = dice.choice(TYPES)
        # Whatever the octets are, a value that holds them can be shown.
        assert value_to_json(HandleValue(1, kind, octets))["index"] == 1
        try:
            decode_data(kind, octets)
        except WireError:
            continue


@pytest.mark.parametrize("name", ["create", "service referral", "verify auth request"])
def test_every_truncation_is_told(vectors: dict[str, Any], name: str) -> None:
    message = Message.decode(bytes.fromhex(vectors[name]["message"]))
    for end in range(1, len(message.body)):
        short = Message(message.operation, message.response, body=message.body[:end])
        if name == "service referral" and end == 4:
            continue  # the empty handle alone is a referral
        with pytest.raises(WireError):
            decode_body(short)


@given(st.binary(max_size=200))
def test_noise(octets: bytes) -> None:
    for read in (Envelope.decode, Message.decode, decode_values):
        try:
            read(octets)
        except WireError:
            continue
