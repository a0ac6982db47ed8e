"""A foreign client, pyhandle from the package index, unchanged, over TLS: read and write calls."""

import json

import pytest
from pyhandle.clientcredentials import PIDClientCredentials
from pyhandle.handleclient import PyHandleClient
from pyhandle.handleexceptions import (
    HandleAlreadyExistsException,
    HandleAuthenticationError,
    HandleNotFoundException,
)

from sources.identifier.node.http.served import ADMIN, PRODUCT, SECRET

USER = f"300:{ADMIN}"


@pytest.fixture(scope="module")
def client(served, certificates):
    return PyHandleClient("rest").instantiate_with_username_and_password(
        served.secure, USER, SECRET.decode(), HTTPS_verify=str(certificates.server)
    )


def test_read_access_only(served, certificates):
    reader = PyHandleClient("rest").instantiate_for_read_access(
        handle_server_url=served.secure, HTTPS_verify=str(certificates.server)
    )
    assert reader.get_value_from_handle(PRODUCT, "URL") == "https://example.com/p/1"
    assert reader.retrieve_handle_record_json("88.900.1/absent") is None
    with pytest.raises(HandleAuthenticationError):
        reader.register_handle("88.900.1/ro", "https://example.com/")


def test_register_read_modify_delete(client):
    handle = "88.900.1/pyhandle-1"
    assert client.register_handle(handle, "https://example.com/1", NOTE="标注") == handle
    record = client.retrieve_handle_record(handle)
    assert record["URL"] == "https://example.com/1"
    assert record["NOTE"] == "标注"
    # Its default owner is 200 of the prefix handle: a group there, of which the user is one.
    assert f"'handle': '{ADMIN}', 'index': 200" in record["HS_ADMIN"]
    with pytest.raises(HandleAlreadyExistsException):
        client.register_handle(handle, "https://example.com/2")
    client.register_handle(handle, "https://example.com/2", overwrite=True)
    assert client.get_value_from_handle(handle, "URL") == "https://example.com/2"

    client.modify_handle_value(handle, ttl=60, URL="https://example.com/3", EXTRA="x")
    record = client.retrieve_handle_record_json(handle)
    values = {value["type"]: value for value in record["values"]}
    assert values["URL"]["data"]["value"] == "https://example.com/3"
    assert values["EXTRA"]["ttl"] == 60
    assert values["EXTRA"]["data"]["value"] == "x"
    assert client.retrieve_handle_record_json(handle, indices=[1])["values"][0]["type"] == "URL"

    client.delete_handle_value(handle, "EXTRA")
    assert client.get_value_from_handle(handle, "EXTRA") is None
    client.delete_handle(handle)
    assert client.retrieve_handle_record_json(handle) is None
    with pytest.raises(HandleNotFoundException):
        client.modify_handle_value(handle, URL="https://example.com/4")


def test_generate_and_register(client):
    handle = client.generate_and_register_handle("88.900.1", "https://example.com/g", "abc")
    record = client.retrieve_handle_record(handle, auth=True)
    assert record["URL"] == "https://example.com/g"
    assert record["CHECKSUM"] == "abc"
    client.delete_handle(handle)
    assert client.retrieve_handle_record_json(handle) is None


def test_register_by_entries_and_by_pairs(client):
    entries = [{"index": 1, "type": "URL", "data": "https://example.com/e"}]
    handle = "88.900.1/pyhandle-entries"
    assert client.register_handle_json(handle, entries) == handle
    assert client.get_value_from_handle(handle, "URL") == "https://example.com/e"
    handle = "88.900.1/pyhandle-pairs"
    assert client.register_handle_kv(handle, URL="https://example.com/k", ID="7") == handle
    assert client.retrieve_handle_record(handle)["ID"] == "7"


def test_credentials_from_a_file(served, certificates, tmp_path):
    place = tmp_path / "credentials.json"
    told = {
        "client": "rest",
        "handle_server_url": served.secure,
        "username": USER,
        "password": SECRET.decode(),
        "prefix": "88.900.1",
        "handleowner": USER,
        "HTTPS_verify": str(certificates.server),
    }
    place.write_text(json.dumps(told))
    credentials = PIDClientCredentials.load_from_JSON(str(place))
    client = PyHandleClient("rest").instantiate_with_credentials(credentials)
    handle = "88.900.1/pyhandle-file"
    assert client.register_handle(handle, "https://example.com/f") == handle
    assert f"'index': {300}" in client.retrieve_handle_record(handle)["HS_ADMIN"]
    client.delete_handle(handle)


def test_client_certificate(served, certificates):
    credentials = PIDClientCredentials(
        client="rest",
        handle_server_url=served.secure,
        certificate_only=str(certificates.client),
        private_key=str(certificates.client_key),
        prefix="88.900.1",
        HTTPS_verify=str(certificates.server),
    )
    client = PyHandleClient("rest").instantiate_with_credentials(credentials)
    # The group 200 has the owner of this certificate, so he may change what a member registered.
    handle = "88.900.1/for-certificate"
    client.modify_handle_value(handle, URL="https://example.com/by-certificate")
    assert client.get_value_from_handle(handle, "URL") == "https://example.com/by-certificate"


def test_wrong_password(served, certificates):
    client = PyHandleClient("rest").instantiate_with_username_and_password(
        served.secure, USER, "wrong", HTTPS_verify=str(certificates.server)
    )
    with pytest.raises(HandleAuthenticationError):
        client.register_handle("88.900.1/no", "https://example.com/")
