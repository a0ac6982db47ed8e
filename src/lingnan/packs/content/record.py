"""What every content record carries: strict keys, sources, and whether it is confirmed.

Not for the records themselves; each topic has its own file beside this one.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from lingnan.kernel.text import Text

_TEXT_KEYS = ("zh", "en")


def unknown_key(key: object, allowed: list[str]) -> PydanticCustomError:
    """The schema error for a key that a record does not have; it carries the allowed keys."""
    return PydanticCustomError(
        "unknown_key",
        "unknown key '{key}'; allowed: {allowed}",
        {"key": str(key), "allowed": ", ".join(allowed)},
    )


def _as_text(value: object) -> Text:
    if isinstance(value, Text):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("text", "must be a mapping with the keys zh and en")
    for key in value:
        if key not in _TEXT_KEYS:
            raise unknown_key(key, list(_TEXT_KEYS))
    for key in _TEXT_KEYS:
        if not isinstance(value.get(key), str) or not value[key].strip():
            hint = "needs a text under '{key}' (put yes, no, on and off in quotes)"
            raise PydanticCustomError("text", hint, {"key": key})
    return Text(zh=value["zh"], en=value["en"])


def _as_list(value: object) -> object:
    """One id may stand alone; in CSV cells several are joined by a semicolon."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


TextField = Annotated[
    Text,
    PlainValidator(_as_text),
    PlainSerializer(lambda text: {"zh": text.zh, "en": text.en}),
]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Sources = Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]
Goal = Literal["over", "at_least", "about", "reach", "none"]
"""How the issuing document qualifies a number (超过, 以上, 左右, 达到, nothing)."""


class Content(BaseModel):
    """A frozen piece of content that names the allowed keys when it meets an unknown one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known_keys_only(cls, data: Any) -> Any:
        if isinstance(data, dict):
            fields = cls.model_fields
            for key in data:
                if key not in fields:
                    raise unknown_key(key, list(fields))
        return data


class Record(Content):
    """Content with its provenance.

    `source` holds ids of sources.yaml or URLs; `in_force` is the day from which it applies.
    """

    source: Sources
    is_confirmed: bool
    in_force: date | None = None
    note: TextField | None = None


class Source(Content):
    """A document or page that content rests on."""

    id: str
    title: TextField
    kind: Literal[
        "plan", "policy", "standard", "statistics", "study", "press", "repost", "vendor", "own"
    ]
    url: str | None = None
    document_no: str | None = None
    published: date | None = None
    note: TextField | None = None
