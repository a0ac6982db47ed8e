"""Make the roadmap of an industry, park or chain as a file, as a job.

Not for what it says (pipeline.group_answers) nor how it looks (console.document).
"""

from collections.abc import Mapping
from typing import Any, Final

from lingnan.console.document import (
    Document,
    chain_document,
    industry_document,
    park_document,
    write_word,
    write_workbook,
)
from lingnan.console.work.errand import Errand
from lingnan.kernel import Lang
from lingnan.pipeline.ground import Ground, ground_of
from lingnan.pipeline.group_answers import (
    ChainAsked,
    ParkAsked,
    chain_answer,
    industry_answer,
    park_answer,
)
from lingnan.roadmap.industry import Question, Scope

INDUSTRY, PARK, CHAIN = "industry", "park", "chain"
WORD: Final = "docx"
_PACKAGES: Final = 6


def report(errand: Errand) -> Mapping[str, Any]:
    """Plan anew as of the last run and write the file. Raises: what the plan raises."""
    told = errand.job.argument
    lang: Lang = "en" if told["lang"] == "en" else "zh"
    errand.advance(0.05)
    with ground_of(errand.store, errand.pack) as ground:
        errand.advance(0.2)
        document = _document(ground, told, lang)
    errand.advance(0.9)
    name = f"roadmap-{told['what']}-{told['key']}.{told['form']}"
    path = errand.made(name)
    (write_word if told["form"] == WORD else write_workbook)(document, path)
    return {"file": name, "title": document.title, "subtitle": document.subtitle}


def _document(ground: Ground, told: Mapping[str, Any], lang: Lang) -> Document:
    key = str(told["key"])
    if told["what"] == PARK:
        return park_document(park_answer(ground, ParkAsked(park=key), is_exact=False), lang)
    if told["what"] == CHAIN:
        return chain_document(chain_answer(ground, ChainAsked(chain=key, side="proven")), lang)
    planning = ground.planning
    question = Question(
        level=planning.level,
        as_of=planning.as_of,
        side="claimed",
        packages_count=_PACKAGES,
        budget_cny=None,
        capacity_per_half_year=None,
        horizon=planning.periods,
    )
    scope = Scope(key, None, told.get("area") or None, False)
    return industry_document(industry_answer(ground, scope, question), lang)
