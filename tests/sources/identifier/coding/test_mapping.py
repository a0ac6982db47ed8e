"""Escapes, mapping to handles and back, and recognition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.coding import errors, from_handle, gs1_key, handle_name, to_handle
from lingnan.sources.identifier.coding.escape import escape, unescape
from lingnan.sources.identifier.coding.gs1_element import Element
from lingnan.sources.identifier.coding.recognise import candidates, recognise
from sources.identifier.coding.strategy import other_keys, trade_items

#: Synthetic.
PREFIX = "88.900.1"


def fold(text: str) -> bytes:
    """ASCII folding, written anew: RFC 3651 section 2."""
    return bytes(octet - 32 if 97 <= octet <= 122 else octet for octet in text.encode())


def test_escape_by_hand() -> None:
    assert escape("aB-1/2") == "__a__B-1_2F2"
    assert escape("A.b", dots=False) == "A_2E__b"
    assert escape("产_") == "_E4_BA_A7_5F"
    assert unescape("__A__b-1_2f2") == "aB-1/2"


@given(st.text())
def test_escape_round_trip(text: str) -> None:
    written = escape(text)
    assert unescape(written) == text
    assert unescape(fold(written).decode()) == text
    assert unescape(escape(text, dots=False)) == text


@given(st.text("aAbB1_./"), st.text("aAbB1_./"))
def test_two_texts_never_meet(one: str, other: str) -> None:
    assert (fold(escape(one)) == fold(escape(other))) == (one == other)


@pytest.mark.parametrize("text", ["_", "_G0", "_2", "a b", "_FF", "产"])
def test_broken_escapes(text: str) -> None:
    with pytest.raises(errors.BadHandleName):
        unescape(text)


@given(trade_items() | other_keys())
def test_gs1_round_trip(items: tuple[Element, ...]) -> None:
    code = gs1_key.code(items)
    handle = to_handle(code, PREFIX)
    back = from_handle(fold(handle).decode())
    assert (back.canonical, back.kind, back.parts) == (code.canonical, code.kind, code.parts)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("(01)06901234567892(21)a/1", "88.900.1/gs1-01.06901234567892.21.__a_2F1"),
        ("1.2.156.3001", "88.900.1/oid-1.2.156.3001"),
        ("ecode:1.0001.06.9", "88.900.1/ecode-1.0001.06_2E9"),
        ("VAA9001", "88.900.1/vaa-VAA9001"),
        ("did:bid:byo1", "88.900.1/did-__bid_3Abyo1"),
        ("did:cn:88.900.7", "0.NA/88.900.7"),
    ],
)
def test_mapping_by_hand(text: str, handle: str) -> None:
    code = recognise(text)
    assert to_handle(code, PREFIX) == handle
    assert from_handle(handle) == code
    # Narrow products accept what we make.
    handle_name.read_handle(handle, handle_name.RESOLVER_PROFILE)


def test_a_handle_maps_to_itself() -> None:
    assert to_handle(recognise("88.900.1/产品（一）"), "88.901.1") == "88.900.1/产品（一）"


@pytest.mark.parametrize(
    "handle",
    ["88.900.1/a", "88.900.1/gs1-01", "88.900.1/gs1-01.06901234567893", "88.900.1/oid-x",
     "88.900.1/isbn-1", "0.NA/88", "88.900.1/ecode-1"],
)  # fmt: skip
def test_not_mapped(handle: str) -> None:
    with pytest.raises(errors.NotMapped):
        from_handle(handle)


@pytest.mark.parametrize(
    ("text", "system", "kind"),
    [
        ("6901234567892", "gs1", "gtin"),
        ("６９０１２３４５６７８９２", "gs1", "gtin"),
        ("0106901234567892", "gs1", "gtin"),
        ("010690123456789221A1", "gs1", "sgtin"),
        ("]d2010690123456789210B\x1d21A1", "gs1", "sgtin"),
        ("https://example.com/414/6901234567892", "gs1", "gln"),
        ("106141411234567897", "gs1", "sscc"),
        ("1.2.156", "oid", "oid"),
        ("{iso(1) member-body(2) 156}", "oid", "oid"),
        ("hdl:88.900.1/a", "handle", "handle"),
        ("https://hdl.handle.net/88.900.1/a%2Fb?noredirect", "handle", "handle"),
        ("88.900.1", "handle", "handle"),
        ("did:cn:88.900.1", "did", "cn-prefix"),
        ("vaa9001", "vaa", "vaa"),
    ],
)
def test_recognise(text: str, system: str, kind: str) -> None:
    found = recognise(text)
    assert (found.system.value, found.kind) == (system, kind)


def test_recognise_details() -> None:
    assert recognise("https://hdl.handle.net/88.900.1/a%2Fb?noredirect").canonical == "88.900.1/a/b"
    assert recognise("88.900.1").canonical == "0.NA/88.900.1"
    assert [code.kind for code in candidates("106141411234567897")] == [
        "sscc", "gsrn", "gsrn-provider",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234567893", "NOD-504"),
        ("", "NOD-501"),
        ("hello world", "NOD-501"),
        ("https://example.com/a", "NOD-517"),
        ("ecode:100010691", "NOD-525"),
        ("did:web:a", "NOD-531"),
        ("1234", "NOD-503"),
        ("DEVICE7", "NOD-501"),
    ],
)
def test_not_recognised(text: str, code: str) -> None:
    with pytest.raises(errors.CodingError) as caught:
        recognise(text)
    assert caught.value.code == code
    assert caught.value.render("zh")
    assert "{" not in caught.value.message.zh


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_a_coded_error(text: str) -> None:
    try:
        found = recognise(text).canonical
    except errors.CodingError as failure:
        found = failure.code
    assert found
