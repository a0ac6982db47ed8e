"""What the pages and parts of a questionnaire are told."""

from dataclasses import dataclass
from datetime import date

from lingnan.console.web.answer import Context
from lingnan.console.web.dossier import Dossier


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model that may be filled in."""

    path: str
    name: str
    edition: str
    issuer: str
    items_count: int
    answered_count: int
    changed_count: int
    is_main: bool


@dataclass(frozen=True, slots=True)
class ChooseContext(Context):
    """The questionnaires to choose from."""

    template = "questionnaire/choose.html"
    dossier: Dossier
    models: tuple[ModelCard, ...]


@dataclass(frozen=True, slots=True)
class OptionView:
    """One answer that may be chosen."""

    code: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProofView:
    """A kind of proof that would count, and what it is."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file beside a question. `outcome`: what became of it; empty before it was submitted."""

    file_id: str
    path: str
    name: str
    size: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StateView:
    """What became of an answer.

    Attributes:
        version, value: of the answer shown; a save that names another version clashes, and one
            that leaves the value is none.
        saved: who saved it when; empty before.
        problem: why it cannot be used. mine, theirs: both answers of a clash.
        others: what somebody else had answered before.
        standing: what the evidence says so far.
    """

    item_id: str
    version: int
    value: str = ""
    saved: str = ""
    problem: str = ""
    mine: str = ""
    theirs: str = ""
    others: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One question.

    Attributes:
        kind: radio or checkbox. share: the percentage typed; null where none can be.
    """

    id: str
    number: int
    text: str
    topic: str
    help: str
    kind: str
    is_mandatory: bool
    is_confirmed: bool
    options: tuple[OptionView, ...]
    share: str | None
    proofs: tuple[ProofView, ...]
    files: tuple[FileView, ...]
    state: StateView


@dataclass(frozen=True, slots=True)
class StepView:
    """One section in the row of steps."""

    path: str
    number: int
    title: str
    answered: int
    items: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class PanelView:
    """The live score: what is claimed with the answers as they stand, and what is proven.

    Attributes:
        version: of the draft. others: what others changed since the page was opened.
    """

    claimed: str
    claimed_points: str
    proven: str
    proven_points: str
    full: str
    missing: str
    answered: int
    items: int
    changed: int
    version: int
    others: tuple[str, ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionContext(Context):
    """One section of a questionnaire. `topics`: items under their headings."""

    template = "questionnaire/section.html"
    dossier: Dossier
    path: str
    model_name: str
    section_id: str
    title: str
    number: int
    sections_count: int
    steps: tuple[StepView, ...]
    topics: tuple[tuple[str, tuple[ItemView, ...]], ...]
    panel: PanelView
    before: str
    after: str
    message: str
    is_clash: bool
    file_endings: str
    file_limit: str
    file_count: int


@dataclass(frozen=True, slots=True)
class SavedContext(Context):
    """The part that answers one autosave: the state of the answer and the live score."""

    template = "questionnaire/saved.html"
    path: str
    state: StateView
    panel: PanelView


@dataclass(frozen=True, slots=True)
class FilesContext(Context):
    """The part that lists the files beside a question after one came or went."""

    template = "questionnaire/files.html"
    path: str
    item_id: str
    files: tuple[FileView, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PendingView:
    """One answer about to be submitted."""

    item_id: str
    path: str
    text: str
    before: str
    now: str
    files: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class ReviewContext(Context):
    """What a submission would write, to be looked at once more."""

    template = "questionnaire/review.html"
    dossier: Dossier
    path: str
    model_name: str
    panel: PanelView
    pending: tuple[PendingView, ...]
    unanswered: tuple[tuple[str, str], ...]
    renewable: int
    day: date
    earliest: date
    problem: str
    submitted: str
