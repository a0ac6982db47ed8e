"""The quick form of a record equals the general form, octet for octet."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.node.http.answer import write_json
from lingnan.sources.identifier.node.http.record_json import record_json
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.json_form import values_to_json
from lingnan.sources.identifier.wire.octets import pack_handle
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

INT4 = st.integers(0, 0xFFFFFFFF)
TEXT = st.text(max_size=20)
REFERENCES = st.lists(st.builds(Reference, TEXT, INT4), max_size=2).map(tuple)
ADMIN = st.builds(AdminRecord, st.integers(0, 0xFFFF), TEXT, INT4).map(AdminRecord.encode)
DATA = st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode), ADMIN)
TYPE = st.one_of(
    st.sampled_from(["URL", "DESC", "HS_ADMIN", "hs_admin", "HS_VLIST", "HS_SITE", "HS_PUBKEY"]),
    TEXT,
)
VALUE = st.builds(
    HandleValue,
    index=INT4,
    type=TYPE,
    data=DATA,
    ttl=INT4,
    is_ttl_absolute=st.booleans(),
    timestamp=INT4,
    permissions=st.integers(0, 0xFF),
    references=REFERENCES,
)


@given(handle=TEXT, values=st.lists(VALUE, max_size=5))
def test_equal_to_the_general_form(handle, values):
    told = {"responseCode": 1, "handle": handle, "values": values_to_json(values)}
    assert record_json(pack_handle(handle) + encode_values(values)) == write_json(told)


def test_written_out():
    values = [HandleValue(1, "说明", 'a"\\\x7f\n中\u2028'.encode(), timestamp=1_700_000_000)]
    told = record_json(pack_handle("88.900.1/x") + encode_values(values))
    assert json.loads(told) == {
        "responseCode": 1,
        "handle": "88.900.1/x",
        "values": [
            {
                "index": 1,
                "type": "说明",
                "data": {"format": "string", "value": 'a"\\\x7f\n中\u2028'},
                "ttl": 86400,
                "timestamp": "2023-11-14T22:13:20Z",
            }
        ],
    }


def test_data_that_are_no_text_are_base64():
    values = [HandleValue(1, "BLOB", b"\xff\xfe ok")]
    told = json.loads(record_json(pack_handle("88.900.1/x") + encode_values(values)))
    assert told["values"][0]["data"] == {"format": "base64", "value": "//4gb2s="}
