"""Findings and problems as they are told."""

from pydantic import Field

from lingnan.console.api.shape.part import Told, Words
from lingnan.console.i18n import N_


class Found(Told):
    """One finding about an item or field."""

    code: str
    severity: str
    item: str | None
    value: str | None
    what: Words
    remedy: Words


class Checked(Told):
    """One finding about a roadmap."""

    code: str
    severity: str
    field: str | None
    value: str | None
    row: int | None
    subject: str | None
    what: Words
    remedy: Words


class Place(Told):
    """One place where a request breaks the schema."""

    where: str = Field(description=N_("body, query or header, and the way to the field"))
    value: str | None = Field(description=N_("what stood there, cut; null where nothing did"))
    what: Words


class Problem(Told):
    """A failure, after RFC 9457."""

    type: str = Field(description=N_("urn:lingnan:problem: and the code"))
    title: str
    status: int
    detail: str = Field(description=N_("what happened and what to do, in the asked language"))
    code: str = Field(description=N_("stable; the letters name the room"))
    message: Words
    advice: Words
    findings: list[Place] = Field(description=N_("where the request breaks the schema"))
