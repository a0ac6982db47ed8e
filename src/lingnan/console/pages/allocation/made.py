"""Scenarios that people made: kept in the database as a pack writes them, beside those of the pack.

Not for what they change (packs.apply_scenario) nor for comparing them (programme.allocation).
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import select

from lingnan.access import Permission
from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.pages.allocation.store import scenario as table
from lingnan.console.web.call import Call
from lingnan.console.work.errors import ScenarioUnfit
from lingnan.kernel import LingnanError, Text
from lingnan.packs import Pack, apply_scenario
from lingnan.packs.content import Scenario
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

PREFIX: Final = "made-"
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A scenario that a person made."""

    scenario: Scenario
    made_by: str
    account_id: str
    at: datetime


def list_made(database: Database) -> list[Made]:
    """Answer every scenario that people made, the latest first."""
    query = select(table).order_by(table.c.at.desc(), table.c.scenario_id)
    with database.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [
        Made(
            Scenario.model_validate(json.loads(row["content"])),
            row["made_by"],
            row["account_id"],
            row["at"],
        )
        for row in rows
    ]


def scenarios_of(call: Call) -> tuple[Scenario, ...]:
    """Answer the scenarios of the pack, then those that people made."""
    return with_made(call.store.database, call.pack).scenarios


def with_made(database: Database, pack: Pack) -> Pack:
    """Answer the pack with the scenarios that people made among its own."""
    mine = tuple(each.scenario for each in list_made(database))
    return replace(pack, scenarios=(*pack.scenarios, *mine)) if mine else pack


def make_scenario(
    call: Call,
    name: str,
    what: str,
    *,
    changes: list[dict[str, Any]],
    money_cny_by_year: tuple[int, ...],
    floors: list[dict[str, Any]],
) -> str:
    """Keep a scenario and answer its id; its changes are tried on the pack first.

    Raises: ScenarioUnfit, ScenarioPathError, ScenarioValueError: nothing is kept.
    """
    key = fresh_id(system_entropy)
    pack = call.pack
    cells = {
        "id": f"{PREFIX}{key}",
        "name": {"zh": name, "en": name},
        "what": {"zh": what, "en": what},
        "changes": changes,
        "money_cny_by_year": money_cny_by_year,
        "floors": floors,
        "source": list(pack.assumptions[0].source if pack.assumptions else ()),
        "is_confirmed": False,
    }
    if not changes and not money_cny_by_year and not floors:
        raise ScenarioUnfit(reason=Text("没有改动任何数值", "it changes nothing"))
    if len(list_made(call.store.database)) >= _MOST:
        reason = Text(f"已有 {_MOST} 个情景", f"there are {_MOST} already")
        raise ScenarioUnfit(reason=reason)
    try:
        made = Scenario.model_validate(cells)
        apply_scenario(pack, made)
    except ValidationError as failure:
        told = "; ".join(error["msg"] for error in failure.errors(include_url=False))
        raise ScenarioUnfit(reason=told) from None
    except LingnanError as failure:
        raise ScenarioUnfit(reason=failure.message) from failure
    with call.store.database.begin() as connection:
        connection.execute(
            table.insert().values(
                scenario_id=key,
                name=name,
                content=json.dumps(made.model_dump(mode="json"), ensure_ascii=False),
                made_by=call.who.actor,
                account_id=call.who.account_id,
                at=call.at,
            )
        )
        record_deeds(connection, [_deed(call, f"scenario:{key}", name)])
    return made.id


def delete_scenario(call: Call, scenario_id: str) -> bool:
    """Delete a scenario that somebody made; answers whether there was one."""
    key = scenario_id.removeprefix(PREFIX)
    with call.store.database.begin() as connection:
        gone = connection.execute(table.delete().where(table.c.scenario_id == key))
        if gone.rowcount:
            record_deeds(connection, [_deed(call, f"scenario:{key}", "deleted")])
    return bool(gone.rowcount)


def _deed(call: Call, thing: str, detail: str) -> Deed:
    actor, action = call.who.actor, Permission.PROGRAMME_ALLOCATE.value
    return Deed(call.at, actor, action, thing, detail, None, call.origin)
