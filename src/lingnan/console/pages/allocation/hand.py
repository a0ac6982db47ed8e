"""The money moved by hand as the page tells it. Not for counting what it brings (by_hand)."""

from typing import Final
from urllib.parse import urlencode

from lingnan.console.document.words import money_words
from lingnan.console.i18n import N_
from lingnan.console.pages.allocation.ask import WAN
from lingnan.console.pages.allocation.context import AskView, HandLine, HandView
from lingnan.console.pages.allocation.divided import Divided, best_profiles
from lingnan.console.web.call import Call
from lingnan.packs import Pack
from lingnan.programme.allocation.by_hand import HandRow

_PART: Final = {"city": N_("Cities"), "cluster": N_("Clusters"), "path": N_("Paths")}


def hand_view(call: Call, found: Divided, ask: AskView) -> HandView:
    """Answer what the money moved by hand brings, beside the best division."""
    tr, hand, best = call.tr, found.hand, found.best
    _ = tr.gettext
    part = found.ask.part
    total = sum(found.ask.settings.money_cny_by_year)
    given = sum(row.money_cny for row in hand.rows)
    at_best = next(row.expected for row in best.reached_by if row.by_date == best.aim_date)
    counts, money = found.in_time, best_profiles(best, part)
    names = names_of(call, found.pack)
    most = max(total, given)
    day = tr.day(best.aim_date)
    sentence = _("by {day} {expected} are expected to be proven, {shift} than best").format(
        day=day, expected=tr.number(hand.expected), shift=_shift(call, hand.expected - at_best)
    )
    return HandView(
        part=part,
        parts=tuple(
            (key, _(name), f"/allocation?{urlencode([*ask.query, ('part', key)])}")
            for key, name in _PART.items()
        ),
        lines=tuple(
            _line(
                call,
                row,
                names.get(row.key, row.key or _("no cluster")),
                most,
                counts.get(row.key, 0),
                sum(money.get(row.key, ())),
            )
            for row in hand.rows
        ),
        sentence=tr.sentence([sentence]),
        expected=tr.number(hand.expected),
        best=tr.number(at_best),
        shift=tr.signed(hand.expected - at_best),
        given=money_words(tr, given),
        left=money_words(tr, total - given),
        is_over=given > total,
        by_day=day,
    )


def names_of(call: Call, pack: Pack) -> dict[str, str]:
    """Answer how cities, clusters and paths are called."""
    lang = call.lang
    return {
        **{city.code: city.name.in_(lang) for city in pack.cities},
        **{cluster.id: cluster.name.in_(lang) for cluster in pack.clusters},
        **{path.id: path.name.in_(lang) for path in pack.paths},
    }


def _line(call: Call, row: HandRow, name: str, most: int, count: int, money: int) -> HandLine:
    tr = call.tr
    return HandLine(
        key=row.key,
        name=name,
        best_money=money_words(tr, money),
        best_count=tr.number(count),
        money=str(row.money_cny // WAN),
        most=str(most // WAN),
        step=str(max(1, most // WAN // 400)),
        lifted=tr.number(row.enterprises),
        able=tr.number(row.able),
        next="–" if row.next_cny is None else money_words(tr, row.next_cny),
    )


def _shift(call: Call, shift: int) -> str:
    tr = call.tr
    if shift == 0:
        return tr.gettext("no fewer")
    if shift > 0:
        return tr.gettext("{count} more").format(count=tr.number(shift))
    return tr.gettext("{count} fewer").format(count=tr.number(-shift))
