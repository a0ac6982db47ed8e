"""Content packs with sources and marks; health for the administrator; a probe that tells little."""

import shutil

from lingnan.access import Role
from lingnan.console.work.pack_archive import keep_pack, kept_packs
from lingnan.packs import load_pack

PROVINCE = "province:440000"


def test_every_kind_of_record_can_be_read_with_its_sources(console, pack):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/packs").text
    assert pack.content_hash in page
    kinds = {part.split('"')[0] for part in page.split('href="/packs/')[1:]}
    assert {"targets", "measures", "sources", "assumptions"} <= kinds
    for kind in sorted(kinds):
        assert office.get(f"/packs/{kind}").status_code == 200, kind
    targets = office.get("/packs/targets").text
    source = pack.source(pack.targets[0].source[0].partition("#")[0])
    assert source.title.en.replace("'", "&#39;") in targets
    assert office.get("/packs/secrets").status_code == 404
    assert office.get("/packs/root").status_code == 404


def test_only_what_is_not_confirmed(console, pack):
    office = console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    page = office.get("/packs/targets?unconfirmed=1").text
    sure = [each for each in pack.targets if each.is_confirmed]
    for target in sure:
        assert f"<code>{target.id}</code>" not in page


def test_versions_are_compared_value_by_value(own_console, pack, tmp_path):
    changed = tmp_path / "changed"
    shutil.copytree(pack.root, changed)
    path = changed / "allocation.yaml"
    path.write_text(path.read_text().replace("1000000000", "1500000000", 1))
    other = load_pack(changed)
    keep_pack(own_console.store, other)
    assert [each.content_hash for each in kept_packs(own_console.store)] == [other.content_hash]
    office = own_console.reader(Role.PROGRAMME_OFFICE, PROVINCE, lang="en")
    assert other.content_hash[:12] in office.get("/packs").text
    page = office.get(f"/packs/diff?first={other.content_hash[:12]}").text
    assert "allocation.money_cny_year" in page
    assert "1500000000" in page
    assert office.get("/packs/diff?first=0000").status_code == 404


def test_health_is_for_the_administrator(console):
    admin = console.reader(Role.ADMINISTRATOR, "everything", lang="en")
    page = admin.get("/health").text
    for word in ("Database", "Disk space", "Worker", "Queue of jobs", "Last run", "Last seal"):
        assert word in page
    assert "this needs attention: Worker" in page[: page.index("<table")].replace("This", "this")
    for role, scope in ((Role.PROGRAMME_OFFICE, PROVINCE), (Role.AUDITOR, PROVINCE)):
        assert console.reader(role, scope).get("/health").status_code == 403


def test_the_probe_tells_only_whether_all_is_well(console):
    answer = console.client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True}
