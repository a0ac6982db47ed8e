"""What happens in a network of its own: a served node is asked from several addresses of it.

Run by test_outside in a new network namespace, which nothing leaves: the addresses are those that
RFC 5737 and RFC 2544 set aside for documents and tests. Prints what the store's evidence then says.
"""

import asyncio
import json
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import yaml

from lingnan.evidence import Ledger
from lingnan.kernel import uscc
from lingnan.packs import load_pack
from lingnan.registry import Registry, import_register, publish_snapshot
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.allotment import allot
from lingnan.sources.identifier.business.application import submit
from lingnan.sources.identifier.business.application_check import ApplicationForm, Document
from lingnan.sources.identifier.business.review import review
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.store import Store
from sources.identifier.whole.served import PATIENCE, make, run, serving, url

NODE, PREFIX = "192.0.2.1", "88.900"
#: Two of one network, one of another, the enterprise's own.
FIRST, BESIDE, SECOND, OWN = "198.51.100.7", "198.51.100.8", "203.0.113.9", "198.18.0.5"
NAME = "测试电子制造有限公司"


def code():
    first = "91440101MA0000000"
    return first + uscc.check_character(first)


def furnish_network():
    for line in (
        "link set lo up",
        *(f"addr add {each}/32 dev lo" for each in (NODE, FIRST, BESIDE, SECOND, OWN)),
    ):
        subprocess.run(["ip", *line.split()], check=True)


def furnish_store(folder):
    store = Store.create(folder / "store", pack="guangdong")
    pack = load_pack("guangdong")
    tables = {
        "enterprise": f"uscc,name,city,industry\n{code()},{NAME},广州,3911\n",
        "identifier_node": f"code,name,class\n{PREFIX},样本二级节点,second_level\n",
    }
    for kind, text in tables.items():
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        import_register(store, pack, path, kind=kind, at=datetime.now(UTC), actor="test")
    publish_snapshot(store)
    return store


def give_prefix(store):
    """Let the enterprise apply, somebody else approve, and allot what it asked for."""
    database, at = store.database, datetime.now(UTC)
    papers = tuple(
        Document(kind, f"{kind}.pdf", "0" * 64)
        for kind in ("business-licence", "application-letter")
    )
    form = ApplicationForm(
        code(), NAME, "C3911", "法人甲", "联系人乙", "000-0000-0000", "产品追溯", documents=papers
    )
    lookup = Registry(store).get
    made = submit(database, form, PREFIX, actor=Actor("account:a"), at=at, lookup=lookup)
    number = made.application_no
    review(database, number, "approve", reviewer=Actor("account:b"), at=at, lookup=lookup)
    return allot(database, number, actor=Actor("account:c"), at=at).prefix


def ask(source, port, handle, kind=socket.SOCK_DGRAM):
    """Resolve a handle from one of the addresses; answer the response code."""
    message = Message(
        Operation.RESOLVE.value,
        flags=PLAIN_FLAGS.value,
        expires=0x7FFFFFFF,
        body=ResolveRequest(handle).encode(),
    ).encode()
    packet = Envelope(2, 11, 7, len(message)).encode() + message
    with socket.socket(socket.AF_INET, kind) as asker:
        asker.settimeout(PATIENCE)
        asker.bind((source, 0))
        asker.connect((NODE, port))
        asker.send(packet)
        return int.from_bytes(asker.recv(2048)[24:28], "big")


def main(folder):
    furnish_network()
    store = furnish_store(folder)
    prefix = give_prefix(store)
    node = make(
        folder / "node",
        PREFIX,
        *("--address", NODE, "--listen", NODE),
        *("--database", f"sqlite:///{store.root / 'lingnan.sqlite'}"),
    )
    reporting = {
        "in_service_since": "2026-01-01",
        "enterprise_networks": {prefix: ["198.18.0.0/24"]},
        "probes": [NODE],
    }
    (node.folder / "reporting.yaml").write_text(yaml.safe_dump(reporting))
    node.address = lambda way="tcp": f"{way}://{NODE}:{node.port}"
    codes = []
    with serving(node):
        filed = run("node", "prefix", "file", prefix, "--number", "F-1", "--node", node.folder)
        assert filed.returncode == 0, filed.stderr
        handle = f"{prefix}/sn-1"

        async def register():
            async with node.client(identity=node.identity) as client:
                await client.create(handle, [url()])

        asyncio.run(register())
        sources = (FIRST, FIRST, BESIDE, SECOND, OWN, OWN, NODE)
        codes += [ask(source, node.port, handle) for source in sources]
        codes.append(ask(SECOND, node.port, handle, socket.SOCK_STREAM))
        codes.append(ask(SECOND, node.port, f"{prefix}/nothing"))
    witnessed = run("--store", store.root, "node", "report", "witness", "--node", node.folder)
    assert witnessed.returncode == 0, witnessed.stderr
    facts = {
        row.fact.indicator_code: [
            int(row.fact.value_number),
            row.fact.grade.name,
            row.fact.document,
        ]
        for subject in (code(), f"identifier_node:{PREFIX}")
        for row in Ledger(store).of_subject(subject)
    }
    sys.stdout.write(json.dumps({"codes": codes, "facts": facts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
