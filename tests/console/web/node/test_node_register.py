"""Templates and identifiers: made, registered by form and file, changed, withheld; who sees."""

import pytest
from sqlalchemy import select

from console.web.node.conftest import template_of
from lingnan.access import Role
from lingnan.sources.identifier.business.template_store import find_template
from lingnan.sources.identifier.business.validity import find_end
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record

LIST = "/node/registrations"


@pytest.fixture
def own(filed):
    """An enterprise of its own for each test, with a prefix and a template."""
    own, prefix = filed()
    answer = own.send("/node/templates/new", "/node/templates", template_of(prefix))
    assert answer.headers["location"] == f"/node/templates/{prefix}/1.0"
    own.prefix = prefix
    own.form = f"{LIST}/new?template={prefix}/1.0"
    return own


def row(own, **changes):
    return {
        "template": f"{own.prefix}/1.0",
        "prefix": own.prefix,
        "suffix": "sn-1",
        "code": "",
        "item.2000": "电机1号",
        "item.2001": "2026-02-28",
        "item.2010": "12.5",
        "valid_until": "",
    } | changes


def count(store, prefix):
    with RecordReader(store.root / "node" / "records") as reader:
        return reader.count(prefix)


def test_a_form_made_from_its_template_registers_an_identifier(own, node_store, operator, hand):
    assert "生产日期" in own.get(own.form).text
    answer = own.send(own.form, LIST, row(own))
    assert answer.headers["location"] == f"{LIST}/one?handle={own.prefix}%2Fsn-1"
    page = own.get(answer.headers["location"]).text
    assert "电机1号" in page
    assert "12.5" in page
    assert "12.5" in operator.get(answer.headers["location"]).text
    assert count(node_store, own.prefix) == 1 + 1  # the template's own identifier stands there too
    stranger = hand(Role.NODE_ENTERPRISE, "prefix:88.900.77")
    assert stranger.get(answer.headers["location"]).status_code == 404
    assert stranger.get(f"{LIST}?prefix={own.prefix}").text.count("电机") == 0


def test_a_wrong_value_is_told_by_its_item_and_nothing_is_registered(own, node_store):
    answer = own.send(own.form, LIST, row(own, **{"item.2010": "teuer"}))
    assert answer.status_code == 400
    assert "NOD-648" in answer.text
    assert "电机1号" in answer.text
    assert count(node_store, own.prefix) == 1


def test_a_file_registers_its_good_rows_and_tells_each_bad_one_by_its_line(own, node_store):
    lines = ["handle,name,produced_at,cost"]
    lines += [f"{own.prefix}/b-{n:04d},电机{n},2026-01-05,{n}" for n in range(200)]
    lines += [f"{own.prefix}/x-1,,2026-01-05,1", f"{own.prefix}/x-2,电机,2026-13-01,1"]
    lines += ["88.900.77/x-3,电机,2026-01-05,1"]
    file = {"rows": ("rows.csv", "\n".join(lines).encode(), "text/csv")}
    told = {"template": f"{own.prefix}/1.0", "prefix": own.prefix}
    page = f"{LIST}/batch?template={own.prefix}/1.0"
    answer = own.send(page, f"{LIST}/batch", told, file)
    assert "200 registered" in answer.text
    assert "3 refused" in answer.text
    for line, code in ((202, "NOD-647"), (203, "NOD-648"), (204, "NOD-642")):
        assert f'class="short">{line}</th><td class="short"><code>{code}' in answer.text
    assert count(node_store, own.prefix) == 201
    again = own.send(page, f"{LIST}/batch", told, file)
    assert "200 registered" in again.text
    assert count(node_store, own.prefix) == 201


def test_all_or_none_registers_none_when_one_row_is_wrong(own, node_store):
    lines = ["handle,name", f"{own.prefix}/a-1,电机", f"{own.prefix}/a-2,"]
    file = {"rows": ("rows.csv", "\n".join(lines).encode(), "text/csv")}
    told = {"template": f"{own.prefix}/1.0", "prefix": own.prefix, "atomic": "1"}
    page = f"{LIST}/batch?template={own.prefix}/1.0"
    answer = own.send(page, f"{LIST}/batch", told, file)
    assert "1 held back" in answer.text
    assert count(node_store, own.prefix) == 1


def test_values_validity_and_state_are_changed(own, node_store):
    one = own.send(own.form, LIST, row(own)).headers["location"]
    handle = f"{own.prefix}/sn-1"
    edit = f"{LIST}/edit?handle={handle}"
    changed = {"handle": handle, "item.2000": "电机1号改", "valid_until": "2028-12-31"}
    assert own.send(edit, f"{LIST}/edit", changed).is_redirect
    assert "2028-12-31" in own.get(one).text
    assert find_end(node_store.database, handle).isoformat() == "2028-12-31T16:00:00+00:00"
    stale = own.send(edit, f"{LIST}/edit", changed | {"seen": "1", "item.2000": "我的改动"})
    assert stale.status_code == 400
    assert "我的改动" in stale.text
    own.send(one, f"{LIST}/status", {"handle": handle, "status": "-1"})
    with node_store.database.read() as connection:
        query = select(identifier_record.c.status).where(identifier_record.c.handle == handle)
        assert connection.scalar(query) == -1
    assert own.send(one, f"{LIST}/status", {"handle": handle, "status": "-2"}).status_code == 400


def test_a_code_is_checked_mapped_and_registered(own):
    assert "NOD-5" in own.get("/node/codes?code=06901234567893").text
    page = own.get(f"/node/codes?code=06901234567892&prefix={own.prefix}").text
    handle = f"{own.prefix}/gs1-01.06901234567892"
    assert handle in page
    assert "It is not registered: register it" in page
    own.send(own.form, LIST, row(own, suffix="", code="06901234567892"))
    assert (
        "It is registered: show it"
        in own.get(f"/node/codes?code=06901234567892&prefix={own.prefix}").text
    )


def test_a_template_is_only_widened_and_a_further_version_made(own, node_store):
    page = f"/node/templates/{own.prefix}/1.0"
    narrow = template_of(own.prefix) | {"item.0.most": "5"}
    refused = own.send(f"{page}/edit", f"{page}/change", narrow)
    assert refused.status_code == 400
    assert "NOD-608" in refused.text
    wide = template_of(own.prefix, name="电机（大）") | {"item.0.most": "60"}
    assert own.send(f"{page}/edit", f"{page}/change", wide).is_redirect
    assert find_template(node_store.database, own.prefix, "1.0").items[0].most == 60
    source = own.get(f"/node/templates/new?source={own.prefix}/1.0").text
    assert "电机（大）" in source
    further = template_of(own.prefix, "2.0") | {"item.0.most": "5"}
    assert own.send("/node/templates/new", "/node/templates", further).is_redirect
    own.send(page, f"{page}/state", {"is_enabled": "0"})
    assert not find_template(node_store.database, own.prefix, "1.0").is_enabled
    foreign = own.send("/node/templates/new", "/node/templates", template_of("88.900", "9"))
    assert foreign.status_code == 404


def test_the_search_finds_by_the_beginning_and_pages(own):
    lines = ["handle,name"] + [f"{own.prefix}/p-{n:03d},电机" for n in range(70)]
    file = {"rows": ("rows.csv", "\n".join(lines).encode(), "text/csv")}
    told = {"template": f"{own.prefix}/1.0"}
    own.send(f"{LIST}/batch?template={own.prefix}/1.0", f"{LIST}/batch", told, file)
    first = own.get(f"{LIST}?prefix={own.prefix}&begin=p-").text
    assert f"{own.prefix}/p-049" in first
    assert f"{own.prefix}/p-050" not in first
    following = first.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = own.get(following.replace("&amp;", "&")).text
    assert f"{own.prefix}/p-050" in second
    assert f"{own.prefix}/p-069" in second
    assert "No identifier begins like this" in own.get(f"{LIST}?prefix={own.prefix}&begin=zzz").text
