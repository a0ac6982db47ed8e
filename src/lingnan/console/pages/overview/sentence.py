"""What the overview says about where the gap lies."""

from lingnan.console.i18n import Translator
from lingnan.console.views import OverviewView
from lingnan.console.web.run_view import Contribution

#: So much of the gap is explained by name.
_MOST = 0.5
_NAMES = 4


def gap_sentence(tr: Translator, view: OverviewView, parts: tuple[Contribution, ...]) -> str:
    """Say how many are missing to the goal, and which few cities make most of it."""
    _ = tr.gettext
    behind = sorted(
        (part for part in parts if part.gap_proven > 0), key=lambda part: -part.gap_proven
    )
    missing = sum(part.gap_proven for part in behind)
    main = next((each for each in view.targets if each.id == view.main_target_id), None)
    if main is None or main.goal is None or not missing:
        return ""
    names = {city.code: city.short for city in view.cities}
    named: list[str] = []
    held = 0
    for part in behind[:_NAMES]:
        named.append(names.get(part.key, part.key))
        held += part.gap_proven
        if held >= missing * _MOST:
            break
    return tr.sentence(
        [
            _("{target}: {count} {unit} are proven, the goal is {goal}").format(
                target=view.main_target_name,
                count=tr.number(main.proven),
                goal=tr.number(main.goal),
                unit=main.unit,
            ),
            _("{share} of what is missing lies in {cities}").format(
                share=tr.percent(held / missing), cities=tr.listing(named)
            ),
        ]
    )
