"""What the pages of providers and of an enterprise's offers are told."""

from dataclasses import dataclass

from lingnan.console.group.paging import Pages
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider in the list; all values are words."""

    code: str
    name: str
    kind: str
    city: str
    products: str
    projects: str
    accepted: str


@dataclass(frozen=True, slots=True)
class ProvidersContext(Context):
    """The providers of the reader's scope."""

    template = "providers/list.html"
    sentence: str
    text: str
    lines: tuple[ProviderLine, ...]
    pages: Pages
    csv: str


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product; `is_live` where it is offered today."""

    id: str
    name: str
    measure: str
    sizes: str
    price: str
    usual: str
    region: str
    until: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class NeedLine:
    """Needs of one measure, city and size class."""

    measure: str
    city: str
    size: str
    enterprises: str
    cost: str


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A need of an enterprise that consented; `offer` is where an offer to it is written."""

    name: str
    path: str
    measure: str
    city: str
    size: str
    start: str
    cost: str
    offer: str


@dataclass(frozen=True, slots=True)
class Vouch:
    """An answer that a report of acceptance may vouch for."""

    code: str
    item: str
    answer: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project as provider or enterprise sees it.

    Attributes:
        other: the other side's name. steps: what this side may do now.
        report: the address of the report, "" without; `sha256` its hash.
        vouched: the answers the report vouches for, or may.
        evidence: addresses and numbers of the evidence that it became.
    """

    id: str
    other: str
    measure: str
    product: str
    price: str
    months: str
    note: str
    state: str
    days: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    report: str
    sha256: str
    vouched: tuple[Vouch, ...]
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProviderContext(Context):
    """A provider: products, needs, projects."""

    template = "providers/provider.html"
    path: str
    facts: tuple[tuple[str, str], ...]
    products: tuple[ProductLine, ...]
    needs_sentence: str
    needs: tuple[NeedLine, ...]
    pages: Pages
    named: tuple[NamedLine, ...]
    projects: tuple[ProjectLine, ...]
    counted_note: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class ProductForm:
    """A product as it was typed."""

    name_zh: str
    name_en: str
    measure: str
    sizes: tuple[str, ...]
    low: str
    high: str
    region: str
    until: str
    seen: str


@dataclass(frozen=True, slots=True)
class ProductContext(Context):
    """The form of a product."""

    template = "providers/product.html"
    action: str
    back: str
    form: ProductForm
    measures: tuple[tuple[str, str], ...]
    sizes: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]
    problem: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class OfferContext(Context):
    """The form of an offer to one enterprise."""

    template = "providers/offer.html"
    path: str
    back: str
    name: str
    measure: str
    products: tuple[tuple[str, str], ...]
    usual: str


@dataclass(frozen=True, slots=True)
class SignContext(Context):
    """The form by which a provider signs an acceptance."""

    template = "providers/sign.html"
    path: str
    back: str
    project: ProjectLine
    today: str


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """A product that serves a measure of an enterprise's roadmap."""

    product: str
    name: str
    provider: str
    price: str
    until: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class MeasureOffers:
    """A measure of an enterprise's roadmap with the products that serve it."""

    measure: str
    when: str
    expected: str
    products: tuple[CatalogueLine, ...]


@dataclass(frozen=True, slots=True)
class OffersContext(Context):
    """What providers offer an enterprise, and its projects."""

    template = "providers/offers.html"
    path: str
    name: str
    sentence: str
    measures: tuple[MeasureOffers, ...]
    projects: tuple[ProjectLine, ...]
    is_own: bool
    lack: str


@dataclass(frozen=True, slots=True)
class OffersPieceContext(Context):
    """The piece on the page of an enterprise's roadmap: how many offers there are, and the way."""

    template = "providers/offers_piece.html"
    path: str
    sentence: str
