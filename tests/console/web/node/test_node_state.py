"""State, statistics, reports, carriers; without a node and without its writer."""

import json
import re
from datetime import timedelta

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from console.web.conftest import Console
from console.web.node.conftest import begin_writer, end_writer, template_of
from lingnan.access import Role
from lingnan.console.work.job import list_jobs
from lingnan.console.work.task.table import TASKS
from lingnan.console.work.worker import Worker
from lingnan.sources.identifier.business.carrier import find_carrier
from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.counting.incident import Incident, IncidentKind, keep_incident
from lingnan.sources.identifier.counting.store import CountRow, write_counts
from lingnan.sources.identifier.reporting.delivery import read_deliveries

PAGES = (
    *("/node", "/node/applications", "/node/prefixes", "/node/templates", "/node/registrations"),
    *("/node/carriers", "/node/statistics", "/node/reports", "/node/codes"),
)


def test_a_store_without_a_node_says_so(console):
    office = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="en")
    for path in PAGES:
        answer = office.get(path)
        assert answer.status_code == 503
        assert "CON-100" in answer.text
        # Where it would be is for the administrator: under Health, and in the log.
        assert str(console.store.root) not in answer.text
    health = console.reader(Role.ADMINISTRATOR, "everything", lang="en").get("/health").text
    assert f"lingnan node init {console.store.root / 'node'} --prefix" in health


def test_a_node_that_cannot_be_used_tells_no_path(own_store, pack, caplog):
    node = own_store.root / "node"
    node.mkdir()
    (node / "node.yaml").write_text("prefixes: [88.900]\ndatabase: sqlite:///elsewhere.sqlite\n")
    here = Console(own_store, pack)
    office = here.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="en")
    health = here.reader(Role.ADMINISTRATOR, "everything", lang="en")
    for code, content in (
        ("CON-103", "prefixes: ['88.900']\ndatabase: sqlite:///elsewhere.sqlite\n"),
        ("CON-101", "prefixes: []\n"),
    ):
        (node / "node.yaml").write_text(content)
        caplog.clear()
        told = office.get("/node").text
        assert code in told
        assert str(own_store.root) not in told
        assert "elsewhere" not in told
        assert str(node) in caplog.text
        assert "needs attention" in health.get("/health").text


def test_every_page_is_shown_in_both_languages(hand, writer):
    for lang, word in (("zh", "前缀"), ("en", "refix")):
        for role, scope in (
            (Role.NODE_OPERATOR, "prefix:88.900"),
            (Role.PROGRAMME_OFFICE, "province:440000"),
            (Role.AUDITOR, "everything"),
        ):
            reader = hand(role, scope, lang=lang)
            for path in PAGES:
                answer = reader.get(path)
                assert answer.status_code == 200, (path, role)
                assert word in answer.text


def test_a_city_office_does_not_see_what_the_whole_node_reports(hand, writer):
    office = hand(Role.PROGRAMME_OFFICE, "city:440600")
    assert office.get("/node/reports").status_code == 404
    assert 'href="/node/reports"' not in office.get("/node").text


@pytest.fixture
def counted(node_store, node_console):
    """Some resolutions of the node's own prefix, counted as the writer does."""
    today = day_of(node_console.clock.now)
    rows = [
        CountRow(today - timedelta(days=back), "88.900", f"{source:032x}", None, True, 100, 90)
        for back in range(3)
        for source in range(2)
    ]
    incident = Incident(
        "event-1",
        "88.900",
        IncidentKind.NETWORK,
        "resolution",
        node_console.clock.now - timedelta(hours=5),
        node_console.clock.now - timedelta(hours=4),
        cause="光缆中断",
    )
    with node_store.database.begin() as connection:
        write_counts(connection, rows, {})
        keep_incident(connection, incident)
    return today


def test_statistics_are_the_counts_of_the_store(hand, operator, writer, counted):
    page = operator.get("/node/statistics").text
    assert "600 resolutions in 30 days, 90.0% of them answered" in page
    assert "光缆中断" in page
    csv = operator.get(f"/node/statistics/resolutions/table.csv?first={counted}&last={counted}")
    assert csv.text.splitlines()[1] == f"{counted},180,20"
    stranger = hand(Role.NODE_ENTERPRISE, "prefix:88.900.77")
    assert "600" not in stranger.get("/node/statistics").text
    assert "光缆中断" not in stranger.get("/node").text
    assert operator.get("/node/statistics/nothing/table.csv").status_code == 404


def test_reports_are_made_read_and_tried_again(hand, operator, writer, node_store):
    assert operator.send("/node/reports", "/node/reports/make", {}).is_redirect
    operator.send("/node/reports", "/node/reports/make", {})  # clicked again: the same job
    assert "<progress" in operator.get("/node/reports").text
    assert work(node_store) == 1
    page = operator.get("/node/reports").text
    assert "<progress" not in page
    with node_store.database.read() as connection:
        made = len(read_deliveries(connection, limit=1_000))
    assert re.search(rf"{made} reports were made; \d+ rows were left out\.", page)
    chinese = hand(Role.NODE_OPERATOR, "prefix:88.900", lang="zh").get("/node/reports").text
    assert f"已生成{made}份" in chinese.replace(" ", "")
    assert "T3 statistics of the node" in page
    one = page.split('href="/node/reports/deliveries/')[1].partition('"')[0]
    shown = operator.get(f"/node/reports/deliveries/{one}")
    assert "waiting" in shown.text
    content = json.loads(operator.get(f"/node/reports/deliveries/{one}/content").content)
    assert content["subject"] == "88.900"
    assert operator.get(f"/node/reports/deliveries/{one}/receipt").status_code == 404
    assert operator.get("/node/reports/deliveries/none").status_code == 404
    operator.send("/node/reports", "/node/reports/send", {})
    assert work(node_store) == 1
    refused = operator.get("/node/reports").text
    assert "top_level" in refused
    failed = refused.split('class="failure"')[1]
    assert "CON-167" in failed
    assert str(node_store.root) not in failed
    office = hand(Role.PROGRAMME_OFFICE, "province:440000")
    assert office.get(f"/node/reports/deliveries/{one}").status_code == 200
    assert office.client.post("/node/reports/make").status_code == 403
    assert operator.get("/node/reports/monthly").status_code == 200
    month = operator.get("/node/reports/monthly?month=2026-01")
    assert "100.0000%" in month.text
    word = operator.get("/node/reports/monthly.docx?month=2026-01")
    assert word.content.startswith(b"PK")
    rows = json.loads(operator.get("/node/reports/tables/T2").content)
    assert rows["table"] == "T2"
    assert operator.get("/node/reports/monthly?month=x").status_code == 400


def test_a_carrier_is_registered_lost_and_found(filed, node_store):
    own, prefix = filed()
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    told = {"prefix": prefix, "suffix": "c-1", "kind": "module", "terminal_type": "网关"}
    told |= {"owner": "样本企业", "key": pem}
    wrong = own.send("/node/carriers/new", "/node/carriers", told | {"key": "no key"})
    assert wrong.status_code == 400
    assert "NOD-613" in wrong.text
    one = own.send("/node/carriers/new", "/node/carriers", told).headers["location"]
    handle = f"{prefix}/c-1"
    listed = own.get(f"/node/registrations/one?handle={handle}")
    assert listed.headers["location"] == one
    own.send(one, "/node/carriers/step", {"handle": handle, "act": "lose", "reason": "丢失"})
    assert find_carrier(node_store.database, handle).state == "lost"
    own.send(one, "/node/carriers/step", {"handle": handle, "act": "find"})
    assert find_carrier(node_store.database, handle).state == "activated"
    assert own.send(one, "/node/carriers/step", {"handle": handle, "act": "?"}).status_code == 400
    assert handle in own.get("/node/carriers?state=activated").text


def test_without_the_writer_steps_wait_and_nothing_is_registered(
    own_store, pack, enterprises, province_folder
):
    from datetime import UTC, datetime

    from console.web.conftest import Console
    from console.web.node.conftest import Hand, form_of, papers
    from lingnan.sources.identifier.node.initial import NodeWish, make_node

    node = own_store.root / "node"
    url = f"sqlite:///{(own_store.root / 'lingnan.sqlite').absolute()}"
    make_node(node, NodeWish("88.900", database=url), at=datetime.now(UTC))
    here = Console(own_store, pack)
    here.clock.now = datetime.now(UTC)
    enterprise = next(enterprises)
    own = Hand(here.reader(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}", lang="en"))
    reviewer = Hand(here.reader(Role.NODE_REVIEWER, "prefix:88.900", lang="en"))
    operator = Hand(here.reader(Role.NODE_OPERATOR, "prefix:88.900", lang="en"))
    answer = own.send("/node/applications/new", "/node/applications", form_of(enterprise), papers())
    page = answer.headers["location"]
    reviewer.send(page, f"{page}/review", {"decision": "approve"})
    prefix_page = operator.send(page, f"{page}/allot", {}).headers["location"]
    operator.send(prefix_page, f"{prefix_page}/step", {"act": "file", "filing_no": "F"})
    prefix = prefix_page.rpartition("/")[2]
    assert "Resolution does not show this yet" in operator.get(prefix_page).text
    assert "The node is not running" in operator.get("/node").text
    own.send("/node/templates/new", "/node/templates", template_of(prefix))
    told = {"template": f"{prefix}/1.0", "prefix": prefix, "suffix": "sn-1", "item.2000": "电机"}
    form = f"/node/registrations/new?template={prefix}/1.0"
    refused = own.send(form, "/node/registrations", told)
    assert refused.status_code == 503
    assert "not running" in refused.text
    assert "电机" in refused.text
    process = begin_writer(node)
    try:
        assert "2 changes wait" in operator.get("/node").text
        operator.send("/node", "/node/settle", {})
        assert "changes wait" not in operator.get("/node").text
        assert "Resolution does not show" not in operator.get(prefix_page).text
        assert own.send(form, "/node/registrations", told).is_redirect
    finally:
        end_writer(process)


def work(store):
    return Worker(store, TASKS).run_empty()


def test_what_the_top_level_node_does_not_take_waits(hand, operator, writer, node_store):
    """Nobody listens there: the job says so with a code, and the parcels stay."""
    path = node_store.root / "node" / "reporting.yaml"
    before = path.read_text()
    away = {"address": "http://127.0.0.1:9", "application": "a-1"}
    try:
        operator.send("/node/reports", "/node/reports/make", {})
        work(node_store)
        path.write_text(yaml.safe_dump(yaml.safe_load(before) | {"top_level": away}))
        with node_store.database.read() as connection:
            waiting = len(read_deliveries(connection, state="waiting", limit=1_000))
        assert waiting
        operator.send("/node/reports", "/node/reports/send", {})
        assert work(node_store) == 1
        failed = operator.get("/node/reports").text.split('class="failure"')[1]
        assert "CON-166" in failed
        assert "NOD-701" in failed
        assert f"0 delivered, {waiting} wait" in failed
        with node_store.database.read() as connection:
            kept = read_deliveries(connection, state="waiting", limit=1_000)
        assert len(kept) == waiting
        assert sum(each.tries_count for each in kept) == 1
        # A key that cannot be read is told too, without its place.
        path.write_text(
            yaml.safe_dump(yaml.safe_load(before) | {"top_level": away | {"node_key": "top.pem"}})
        )
        operator.send("/node/reports", "/node/reports/send", {})
        assert work(node_store) == 1
        page = operator.get("/node/reports").text
        assert "CON-165" in page
        assert str(node_store.root) not in page
    finally:
        path.write_text(before)
    # Others than the node's own people and its region's office see nothing of it.
    job = list_jobs(node_store.database, "node-send", limit=1)[0]
    assert operator.get(f"/jobs/{job.job_id}").status_code == 200
    stranger = hand(Role.NODE_ENTERPRISE, "prefix:88.900.77")
    assert stranger.get(f"/jobs/{job.job_id}").status_code == 404
    assert stranger.get("/node/reports").status_code in (403, 404)
