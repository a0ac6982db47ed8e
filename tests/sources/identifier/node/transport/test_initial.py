import stat

import pytest
import yaml

from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.failure import (
    BadConfiguration,
    BadPrefix,
    NodeFolderMissing,
    NodeFolderTaken,
    NoNodeBackup,
    PortTaken,
)
from lingnan.sources.identifier.node.initial import NodeWish, make_node, renew_site
from lingnan.sources.identifier.node.supervisor import bind_sockets
from lingnan.sources.identifier.node.upkeep import (
    backup_node,
    rebuild_node,
    restore_node,
    verify_node,
)
from lingnan.sources.identifier.records.errors import WriterRunning
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.reference import Reference, decode_references
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import decode_values

from .conftest import AT, PREFIX, SECRET


def values(folder, handle):
    with RecordReader(folder / "records") as reader:
        return {value.index: value for value in decode_values(reader.entry(handle).octets)}


def test_what_a_node_begins_with(template):
    prefix = values(template, f"0.NA/{PREFIX}")
    user = values(template, f"{PREFIX}/ADMIN")
    assert AdminRecord.decode(prefix[100].data).reference == Reference(f"0.NA/{PREFIX}", 200)
    assert decode_references(prefix[200].data) == (Reference(f"{PREFIX}/ADMIN", 301),)
    assert user[301].data.decode() == SECRET["value"]
    assert not user[301].is_public
    assert len(SECRET["value"]) >= 32
    site = SiteInfo.decode(prefix[1].data)
    assert site == read_configuration(template).site_info()
    assert stat.S_IMODE((template / "key.pem").stat().st_mode) == 0o600
    assert SECRET["value"] not in (template / "node.yaml").read_text()


def test_nothing_is_made_over_something(tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "file").write_text("x")
    with pytest.raises(NodeFolderTaken):
        make_node(taken, NodeWish(PREFIX), at=AT)
    for prefix in ("", "88/900", "88..900", ".88", "88.900 "):
        with pytest.raises(BadPrefix):
            make_node(tmp_path / "node", NodeWish(prefix), at=AT)
    with pytest.raises(BadConfiguration):
        make_node(tmp_path / "node", NodeWish(PREFIX, address="example.com"), at=AT)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_nothing_half_made_stays(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError("no room")

    monkeypatch.setattr("lingnan.sources.identifier.node.initial._register", fail)
    with pytest.raises(OSError, match="no room"):
        make_node(tmp_path / "node", NodeWish(PREFIX), at=AT)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_site_gets_a_new_serial_once(folder):
    path = folder / "node.yaml"
    before = read_configuration(folder).site_info()
    content = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(content | {"port": 4_000, "description": "示例节点"}))
    configuration = read_configuration(folder)
    after = configuration.site_info()
    assert (before.serial, after.serial) == (1, 2)
    for _ in range(2):
        with RecordWriter(configuration.open_database(), folder / "records") as writer:
            renew_site(writer, configuration, at=AT)
        assert SiteInfo.decode(values(folder, f"0.NA/{PREFIX}")[1].data) == after
        with RecordReader(folder / "records") as reader:
            assert reader.site_info() == after.encode()
    assert configuration.site_info().serial == 2


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"prot": 1}, "prot"),
        ({"port": 70_000}, "port"),
        ({"access": {"denied": ["10.0.0.0/33"]}}, "access.denied"),
        ({"server_admins": ["88.900/ADMIN"]}, "server_admins"),
        ({"limits": {"requests_per_second": 0}}, "limits.requests_per_second"),
        ({"prefixes": []}, "prefixes"),
    ],
)
def test_a_wrong_configuration_names_the_field(folder, change, named):
    path = folder / "node.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | change))
    with pytest.raises(BadConfiguration) as met:
        read_configuration(folder)
    assert named in met.value.message.en


def test_no_folder_of_a_node(tmp_path):
    with pytest.raises(NodeFolderMissing):
        read_configuration(tmp_path)
    (tmp_path / "node.yaml").write_text(": [")
    with pytest.raises(BadConfiguration):
        read_configuration(tmp_path)


def test_a_port_is_not_shared_with_another_node(template):
    configuration = read_configuration(template)
    port, http_port, sockets = bind_sockets(configuration, 2)
    try:
        for taken in ((port, 0), (0, http_port)):
            with pytest.raises(PortTaken):
                bind_sockets(configuration.with_ports(*taken), 1)
    finally:
        for each in sockets:
            each.close()


def test_backup_and_restore(folder, tmp_path):
    made = backup_node(folder, tmp_path / "backup", at=AT)
    restored = tmp_path / "again"
    assert restore_node(tmp_path / "backup", restored).records_count == made.records_count
    assert verify_node(restored).is_equal
    assert stat.S_IMODE((restored / "key.pem").stat().st_mode) == 0o600
    for name in ("node.yaml", "key.pem", "site.bin"):
        assert (restored / name).read_bytes() == (folder / name).read_bytes()
    with pytest.raises(NodeFolderTaken):
        restore_node(tmp_path / "backup", restored)
    with pytest.raises(NoNodeBackup):
        restore_node(tmp_path / "nothing", tmp_path / "third")


def test_rebuild_needs_a_stopped_node(folder):
    configuration = read_configuration(folder)
    with (
        RecordWriter(configuration.open_database(), folder / "records"),
        pytest.raises(WriterRunning),
    ):
        rebuild_node(folder)
    assert rebuild_node(folder) == verify_node(folder).records_count
    assert verify_node(folder).is_equal
