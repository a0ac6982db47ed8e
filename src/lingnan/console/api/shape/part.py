"""What the shapes of requests and answers are made of: strict models, texts in both languages.

Words of the pack (`FromPack`) are checked when a request comes and listed in the schema.
Not for the shapes themselves (shapes.*).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lingnan.console.web.consented import FIGURES
from lingnan.packs import Pack

#: Where the name of a list of the pack stands in a schema until the pack is known (openapi).
MARK: Final = "x-lingnan-pack"
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGITS: Final = re.compile(r"-?\d{1,18}", re.ASCII)


def _bare(schema: dict[str, Any]) -> None:
    """Leave out what is said to who reads this source, in English alone."""
    schema.pop("description", None)


class Sent(BaseModel):
    """What a request may hold: nothing but its fields, no kind taken for another."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, json_schema_extra=_bare)


def _open(schema: dict[str, Any]) -> None:
    """Let readers expect further keys: within version 1 they may be added."""
    _bare(schema)
    schema.pop("additionalProperties", None)


class Told(BaseModel):
    """What an answer holds. Tests hold answers to exactly these keys; programs read past others."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, json_schema_extra=_open, protected_namespaces=()
    )


class Words(Told):
    """A text for people, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class FromPack:
    """A word that a list of the content pack knows, such as the id of a target."""

    name: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the word where a pack is given with the request."""
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Name the list; the words themselves are put in when the pack is known."""
        return {**handler(schema), MARK: self.name}

    def _check(self, value: str, info: ValidationInfo) -> str:
        pack = (info.context or {}).get("pack")
        if pack is not None and value not in WORDS[self.name](pack):
            raise PydanticCustomError("from_pack", "no such word", {"list": self.name})
        return value


#: The words of each list; a pack's lists are short.
WORDS: Final[dict[str, Callable[[Pack], tuple[str, ...]]]] = {
    "model": lambda pack: tuple(each.id for each in pack.models),
    "target": lambda pack: tuple(each.id for each in pack.targets),
    "definition": lambda pack: tuple(d.id for each in pack.targets for d in each.definitions),
    "scenario": lambda pack: tuple(each.id for each in pack.scenarios),
    "case": lambda pack: ("base", *(each.id for each in pack.scenarios)),
    "city": lambda pack: tuple(each.code for each in pack.cities),
    "region": lambda pack: (
        *(each.code for each in pack.cities),
        *(each.id for each in pack.city_groups),
    ),
    "cluster": lambda pack: tuple(each.id for each in pack.clusters),
    "measure": lambda pack: tuple(each.id for each in pack.measures),
    "subsidy_rule": lambda pack: tuple(each.id for each in pack.subsidy_rules),
    "indicator": lambda pack: tuple(each.code for each in pack.indicators),
    "indicator_or_figures": lambda pack: ("*", FIGURES, *(each.code for each in pack.indicators)),
}


def _digits(value: Any) -> Any:
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise PydanticCustomError("whole", "a whole number", {})
    return int(value)


def _day(value: Any) -> Any:
    """A day as ISO 8601 writes it, and nothing that only could be read as one."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date_parsing", "a day", {})


def _integral(value: Any) -> Any:
    """JSON knows one kind of number: 4.0 is 4. Source: JSON Schema 2020-12 section 6.1.1."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


#: A whole number in a body; stands after its bounds, which then are in the schema too.
INTEGRAL: Final = BeforeValidator(_integral)
#: A day in a request.
Day = Annotated[date, BeforeValidator(_day)]
#: A whole number in an address; stands after its bounds.
WHOLE: Final = BeforeValidator(_digits)
#: One line of plain text: no control signs.
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Uscc = Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
Cny = Annotated[int, Field(ge=0, le=1_000_000_000_000), INTEGRAL]
