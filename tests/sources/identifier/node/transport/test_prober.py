import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from lingnan.sources.identifier.counting.incident import read_incidents
from lingnan.sources.identifier.node.configuration import NodeFile, read_configuration
from lingnan.sources.identifier.node.prober import Prober, ask_resolution, open_prober

from .conftest import PREFIX, serving

AT = datetime(2026, 3, 1, 8, 0, 0, tzinfo=UTC)


class Clock:
    """Ten seconds later each time; the first look of a run asks once more."""

    def __init__(self):
        self.now = AT

    def __call__(self):
        self.now += timedelta(seconds=10)
        return self.now


def incidents(folder):
    with read_configuration(folder).open_database().read() as connection:
        found = read_incidents(connection, AT, AT + timedelta(days=1))
    return [(each.affects, each.occurred_at, each.recovered_at, each.cause) for each in found]


def test_three_failures_are_an_incident_that_a_later_run_ends(folder):
    clock, causes = Clock(), iter([None, "no answer", None, "no answer", "x", "y", "z"])
    configuration = read_configuration(folder)
    prober = Prober(configuration, {"resolution": lambda: next(causes)}, clock=clock)
    for _ in range(5):
        prober.look()
    assert incidents(folder) == []
    prober.look()
    begun = AT + timedelta(seconds=50)
    assert incidents(folder) == [("resolution", begun, None, "y")]
    # The supervisor ends and starts again: the same incident goes on, and ends.
    later = Prober(configuration, {"resolution": lambda: None}, clock=clock)
    later.look()
    later.look()
    ((_, occurred_at, recovered_at, _),) = incidents(folder)
    assert (occurred_at, recovered_at) == (begun, AT + timedelta(seconds=90))


def test_a_node_that_answers_is_up_and_a_silent_port_is_not(folder):
    async def run():
        async with serving(folder) as (_, port):
            handle = f"0.NA/{PREFIX}"
            return await asyncio.to_thread(ask_resolution, "127.0.0.1", port, handle)

    assert asyncio.run(run()) is None
    assert ask_resolution("127.0.0.1", 9, f"0.NA/{PREFIX}") == "no answer"


def test_a_node_that_may_not_ask_itself_is_not_probed(folder):
    configuration = read_configuration(folder)
    assert open_prober(configuration) is not None
    told = configuration.file.model_copy(
        update={"access": configuration.file.access.model_copy(update={"denied": ("127.0.0.0/8",)})}
    )
    assert open_prober(type(configuration)(folder, told)) is None


def test_the_management_api_needs_tls_on_an_address_that_others_reach():
    file = {"prefixes": [PREFIX], "management": {"is_served": True, "host": "192.0.2.1"}}
    with pytest.raises(ValueError, match="management"):
        NodeFile.model_validate(file)
    NodeFile.model_validate(file | {"certificate": "tls.pem", "certificate_key": "key.pem"})
    NodeFile.model_validate(file | {"management": {"is_served": True}})
