"""What a reader asks the list for, read from the address. Not for finding it (read)."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from lingnan.access import Permission
from lingnan.access.consent import RECIPIENTS
from lingnan.console.shelf import Choice, Shelf, Stance
from lingnan.console.shelf.choice import UNKNOWN
from lingnan.console.web.call import Call
from lingnan.packs.content import Target

#: A longer text is no name; a longer word is no key.
_TEXT_SIGNS: Final = 100
_WORD_SIGNS: Final = 80
_MARKS: Final = ("gap", "scale", "active")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Attributes:
        asked: the parameters as they were understood, for addresses.
        is_plain: the reader holds consents only: names and places are all that he is listed.
    """

    choice: Choice
    asked: dict[str, str]
    is_plain: bool


def wish_of(call: Call, shelf: Shelf) -> Wish:
    """Read what is asked for; what nobody knows is not asked for."""
    scopes = call.reach(Permission.REGISTRY_READ).scopes
    is_plain = any(scope.kind in RECIPIENTS for scope in scopes)
    text = " ".join(call.asked("q")[:_TEXT_SIGNS].split())
    asked = {"q": text, "city": _known(call, "city", shelf.columns.cities)}
    if not is_plain:
        asked |= _filters(call, shelf)
    target = target_named(call, asked.get("target", ""))
    choice = Choice(
        text=text,
        city=asked["city"] or None,
        cluster=asked.get("cluster") or None,
        size=asked.get("size") or None,
        claimed=asked.get("claimed") or None,
        proven=asked.get("proven") or None,
        definition=None if target is None else target.headline_definition,
        stance=Stance(asked.get("side") or Stance.CLAIMED),
        is_above_scale=bool(asked.get("scale")),
        is_active=bool(asked.get("active")),
        has_gap=bool(asked.get("gap")),
    )
    return Wish(choice, asked, is_plain)


def _filters(call: Call, shelf: Shelf) -> dict[str, str]:
    target = target_named(call, call.asked("target")[:_WORD_SIGNS])
    side = _known(call, "side", tuple(Stance)) or Stance.CLAIMED.value
    return {
        "cluster": _known(call, "cluster", shelf.columns.clusters),
        "size": _known(call, "size", (UNKNOWN, *shelf.columns.sizes)),
        "claimed": _known(call, "claimed", levels_of(call, shelf)),
        "proven": _known(call, "proven", levels_of(call, shelf)),
        "target": "" if target is None else target.id,
        "side": "" if target is None else side,
        **{name: "1" if call.asked(name) == "1" else "" for name in _marks(call)},
    }


def targets_of(call: Call) -> tuple[Target, ...]:
    """Answer the targets by which enterprises are listed; none to who sees levels alone.

    What makes an enterprise count, and since when, is said by its evidence.
    """
    if Permission.EVIDENCE_READ not in call.who.permissions:
        return ()
    return tuple(each for each in call.pack.targets if each.headline.counts == "enterprise")


def _marks(call: Call) -> tuple[str, ...]:
    return _MARKS if targets_of(call) else tuple(each for each in _MARKS if each != "gap")


def levels_of(call: Call, shelf: Shelf) -> dict[str, str]:
    """Answer the levels of the shelf's model by key, and those whom nobody assessed."""
    if shelf.model_id is None:
        return {}
    levels = sorted(call.pack.model(shelf.model_id).levels, key=lambda level: level.level)
    named = {str(level.level): level.name.in_(call.lang) for level in levels}
    return {**named, UNKNOWN: call.tr.gettext("not assessed")}


def target_named(call: Call, target_id: str) -> Target | None:
    """Answer a target by which enterprises are listed to the reader."""
    return next((each for each in targets_of(call) if each.id == target_id), None)


def _known(call: Call, name: str, known: Container[str]) -> str:
    told = call.asked(name)[:_WORD_SIGNS]
    return told if told and told in known else ""
