"""Links of an identified thing, by type: the linkset of a GS1 Digital Link and its default link.

A value of type ``gs1:…`` holds the address of that link type; a URL is its product page. The first
URL, else the page of this node, is the default. Source: GS1-Conformant Resolver 1.2, RFC 9264 §4.2,
GS1 Web Vocabulary. Not for reading addresses (see coding.digital_link).
"""

import re
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.shown import description_of, text_of, web_address
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.json_key import JsonObject
from lingnan.sources.identifier.wire.value import HandleValue

MEDIA_TYPE: Final = "application/linkset+json"
VOCABULARY: Final = "https://ref.gs1.org/voc/"
PRODUCT_PAGE: Final = "gs1:pip"
_LINK_TYPE: Final = re.compile(r"gs1:[A-Za-z][A-Za-z0-9]{0,63}", re.IGNORECASE)
_OWN_PAGE: Final = Text("标识信息", "Registered information")
_PRODUCT: Final = Text("产品信息", "Product information")


@dataclass(frozen=True, slots=True)
class Link:
    """One link; `kind` as ``gs1:pip``."""

    kind: str
    href: str
    title: str
    languages: tuple[str, ...] = ()
    media: str | None = None


def links_of(values: tuple[HandleValue, ...], own_page: str) -> list[Link]:
    """Answer the links of a record; the first is the default."""
    found: list[Link] = []
    for value in sorted(values, key=lambda value: value.index):
        href = web_address(text_of(value))
        if href is None:
            continue
        if fold_text(value.type) == "URL":
            title = description_of(values) or _PRODUCT.zh
            found.append(Link(PRODUCT_PAGE, href, title))
        elif _LINK_TYPE.fullmatch(value.type):
            found.append(Link("gs1:" + value.type[4:], href, value.type[4:]))
    found.sort(key=lambda link: link.kind != PRODUCT_PAGE)
    title = f"{_OWN_PAGE.zh} / {_OWN_PAGE.en}"
    found.append(Link(PRODUCT_PAGE, own_page, title, ("zh", "en"), "text/html"))
    return found


def links_of_type(links: list[Link], kind: str) -> list[Link]:
    """Answer the links of a type, which may be written ``gs1:pip`` or as its full address."""
    if kind.startswith(VOCABULARY):
        kind = "gs1:" + kind.removeprefix(VOCABULARY)
    if kind == "gs1:defaultLink":
        return links[:1]
    return [link for link in links if link.kind == kind]


def linkset(anchor: str, links: list[Link], description: str | None) -> JsonObject:
    """Answer the linkset of one anchor (RFC 9264 §4.2)."""
    context: JsonObject = {"anchor": anchor}
    if description is not None:
        context["itemDescription"] = description
    context[VOCABULARY + "defaultLink"] = [_target(links[0])]
    kinds: dict[str, list[JsonObject]] = {}
    for link in links:
        kinds.setdefault(VOCABULARY + link.kind.removeprefix("gs1:"), []).append(_target(link))
    return {"linkset": [context | kinds]}


def description_file(root: str, name: str, contact: str) -> JsonObject:
    """Answer the resolver description file, at ``/.well-known/gs1resolver``.

    Source: GS1-Conformant Resolver 1.2, resolver description file.
    """
    told: JsonObject = {
        "name": name,
        "resolverRoot": root,
        "supportedPrimaryKeys": ["all"],
        "supportedContextValuesEnumerated": [],
        "linkTypeDefaultCanBeLinkset": False,
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": "gs1:"}],
    }
    if contact:
        told["contact"] = {"fn": name, "url" if "://" in contact else "hasEmail": contact}
    return told


def _target(link: Link) -> JsonObject:
    told: JsonObject = {"href": link.href, "title": link.title}
    if link.media is not None:
        told["type"] = link.media
    if link.languages:
        told["hreflang"] = list(link.languages)
    return told
