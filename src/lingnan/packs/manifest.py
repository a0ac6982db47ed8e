"""pack.yaml: what a pack says about itself before anything else of it is read."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from lingnan.packs.content import CityGroup, Content, EntityClass, TextField


class Manifest(Content):
    """Identity of a pack, its groups of cities, and the classes of entities it distinguishes."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str = Field(min_length=1)
    title: TextField
    region_code: str = Field(pattern=r"^\d{6}$")
    languages: tuple[Literal["zh", "en"], ...] = Field(min_length=1)
    is_test: bool = False
    city_groups: tuple[CityGroup, ...] = Field(min_length=1)
    entity_classes: tuple[EntityClass, ...] = ()
