"""A model's items in pages of a size that a phone carries. Not for what an item says (view)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.packs.content.model import ItemContent, ModelContent, NodeContent

#: So many questions fit one page; a part of the model with more is split into its parts.
MOST_ITEMS: Final = 16


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a questionnaire; `number` counts from 0."""

    number: int
    id: str
    title: Text
    items: tuple[ItemContent, ...]


def sections_of(content: ModelContent) -> tuple[Section, ...]:
    """Cut a model into sections along its tree; every item stands in exactly one."""
    by_id = {item.id: item for item in content.items}
    seen: set[str] = set()
    found: list[Section] = []
    for node in _parts(content.tree):
        items = tuple(by_id[id_] for id_ in _items(node) if id_ not in seen)
        seen.update(item.id for item in items)
        if items:
            found.append(Section(len(found), node.id, node.text, items))
    return tuple(found)


def _parts(node: NodeContent) -> Iterator[NodeContent]:
    if len(_items(node)) <= MOST_ITEMS or not node.children:
        yield node
        return
    for child in node.children:
        yield from _parts(child)


def _items(node: NodeContent) -> list[str]:
    return list(dict.fromkeys(id_ for each in node.walk() for id_ in each.item_ids()))
