"""What the interface says of itself holds: schemathesis asks it with data that fit and that do not.

Every check that schemathesis has on by default runs; none is left out and no status is excused.
Some of the rows asked for are real ones, so that answers are more than "there is no such thing".
"""

import json

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from console.web.conftest import Console
from console.web.program import token_of
from lingnan.access import Grant, Role, Scope
from lingnan.console.api.description import API_ROUTES
from lingnan.registry import EntityKind

FEW, MANY = 1, 40
DOCUMENT = "/api/v1/openapi.json"


@schemathesis.serializer("application/x-ndjson")
def lines_of(_context, value):
    """Lines as octets, whatever they are."""
    if isinstance(value, bytes):
        return value
    told = value if isinstance(value, str) else json.dumps(value)
    return told.encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def asked(shared_store, pack):
    """A console whose limits of rate a thousand examples do not reach: its clock stands still."""
    return Console(shared_store, pack, requests=10**7, burst=10**7)


@pytest.fixture(scope="module")
def rows(asked):
    """Words that name rows which are there."""
    registry = asked.desk.registry
    return {
        "uscc": next(registry.iter()).uscc,
        "park": registry.entities(EntityKind.PARK)[0].entity_code,
        "chain": registry.entities(EntityKind.CHAIN)[0].entity_code,
        "cluster_id": asked.desk.pack.clusters[0].id,
        "target_id": asked.desk.pack.targets[0].id,
        "scenario_id": asked.desk.pack.scenarios[0].id,
        "run_id": asked.desk.run.run_id,
        "evidence_no": "1",
    }


@pytest.fixture(scope="module")
def token(asked, rows):
    """A token that may ask for everything there is, so that answers are seen too."""
    return token_of(
        asked,
        Role.PROGRAMME_OFFICE,
        "province:440000",
        Grant(Role.ENTERPRISE, Scope.parse(f"enterprise:{rows['uscc']}")),
        Grant(Role.BANK, Scope.parse("bank:sample-01")),
    )


def failures(asked, rows, token, *, examples, phases, **chosen):
    """What schemathesis finds wrong with some operations."""
    headers = {"Authorization": f"Bearer {token}"}
    told = {
        "generation": {"max-examples": examples, "deterministic": True},
        "phases": {
            name: {"enabled": name in phases} for name in ("coverage", "fuzzing", "stateful")
        },
        "headers": headers,
    }
    schema = schemathesis.openapi.from_asgi(
        DOCUMENT, asked.app, config=SchemathesisConfig.from_dict(told), headers=headers
    )

    @schema.hook
    def map_path_parameters(_context, parameters):
        """Every other row asked for is one that is there."""
        return parameters and {
            name: rows[name] if name in rows and sum(map(ord, str(value))) % 2 else value
            for name, value in parameters.items()
        }

    found, count = [], 0
    for event in from_schema(schema.include(**chosen) if chosen else schema).execute():
        if isinstance(event, events.ScenarioFinished):
            count += len(event.recorder.cases)
            for checks in event.recorder.checks.values():
                found += [
                    f"{event.label}: {check.name}: {check.failure_info.failure.message}\n"
                    f"{check.failure_info.code_sample}"
                    for check in checks
                    if check.failure_info
                ]
        elif isinstance(event, events.NonFatalError):
            found.append(str(event.info))
        elif isinstance(event, events.FatalError):
            raise event.exception
    assert count, "nothing was asked"
    return found


def test_every_operation_is_as_the_document_says(asked, rows, token):
    found = failures(asked, rows, token, examples=FEW, phases=("fuzzing",))
    assert not found, "\n\n".join(found[:5])


def test_methods_bounds_and_headers_are_as_the_document_says(asked, rows, token):
    light = r"/(me|runs|targets|scenarios|consents|webhooks|scores|enterprises/\{uscc\}/diagnosis)"
    found = failures(asked, rows, token, examples=1, phases=("coverage",), path_regex=f"{light}$")
    assert not found, "\n\n".join(found[:5])


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted({route.whole_path for route in API_ROUTES}))
def test_many_examples_of_an_operation_are_as_the_document_says(asked, rows, token, path):
    if path == DOCUMENT:
        pytest.skip("the document itself is read by every other test")
    phases = ("coverage", "fuzzing", "stateful")
    found = failures(asked, rows, token, examples=MANY, phases=phases, path=path)
    assert not found, "\n\n".join(found[:5])


@pytest.mark.slow
def test_operations_one_after_another_are_as_the_document_says(asked, rows, token):
    found = failures(asked, rows, token, examples=MANY, phases=("stateful",))
    assert not found, "\n\n".join(found[:5])
