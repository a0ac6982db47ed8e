"""How `node resolve` and `node stats` print their answers. Not for getting them."""

from typing import Any

from lingnan.cli.output import Format, print_json, print_records
from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.client import Resolution
from lingnan.sources.identifier.wire.json_form import values_to_json

_VALUE = {
    "index": Text("索引", "index"),
    "type": Text("类型", "type"),
    "value": Text("值", "value"),
    "ttl": Text("有效期（秒）", "ttl (s)"),
}
_REQUEST = {
    "transport": Text("接口", "interface"),
    "operation": Text("操作", "operation"),
    "response": Text("响应码", "response"),
    "count": Text("次数", "count"),
}
_LATENCY = {
    "transport": Text("接口", "interface"),
    "count": Text("次数", "count"),
    "p50_ms": Text("P50（毫秒）", "p50 (ms)"),
    "p99_ms": Text("P99（毫秒）", "p99 (ms)"),
}
_GAUGE = {"name": Text("指标", "measure"), "value": Text("数值", "value")}


def print_resolution(found: Resolution, form: Format, lang: Lang) -> None:
    """Print the values of a handle; JSON has the shape of the HTTP interface (§1.15)."""
    values = values_to_json(found.values)
    if form is Format.json:
        print_json({"responseCode": 1, "handle": found.handle, "values": values})
        return
    records = [
        {
            "index": each["index"],
            "type": each["type"],
            "value": _shown(each["data"]),
            "ttl": each["ttl"],
        }
        for each in values
    ]
    print_records(records, _VALUE, form=form, lang=lang, title=found.handle)


def print_counters(total: dict[str, Any], form: Format, lang: Lang) -> None:
    """Print counters: requests, latency, and the present state."""
    from lingnan.sources.identifier.node.metrics import quantile

    if form is Format.json:
        print_json(total)
        return
    requests = []
    for labels, count in sorted(total["requests"].items()):
        transport, operation, response = labels.split(" ")
        named = {"transport": transport, "operation": operation, "response": response}
        requests.append(named | {"count": count})
    print_records(requests, _REQUEST, form=form, lang=lang)
    if form is Format.csv:
        return
    latency = [
        {
            "transport": transport,
            "count": sum(buckets),
            "p50_ms": f"{quantile(buckets, 0.5) * 1000:g}",
            "p99_ms": f"{quantile(buckets, 0.99) * 1000:g}",
        }
        for transport, buckets in sorted(total["latency"].items())
    ]
    print_records(latency, _LATENCY, form=form, lang=lang)
    state = [*total["gauges"].items(), *total["dropped"].items()]
    gauges = [{"name": name, "value": f"{value:g}"} for name, value in sorted(state)]
    print_records(gauges, _GAUGE, form=form, lang=lang)


def _shown(data: Any) -> str:
    value = data.get("value")
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return " · ".join(f"{name} {told}" for name, told in value.items() if not _is_deep(told))
    if isinstance(value, list):
        return "；".join(_shown({"value": each}) for each in value)
    return str(value)


def _is_deep(told: object) -> bool:
    return isinstance(told, list | dict)
