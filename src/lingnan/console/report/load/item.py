"""Items of assessment models in words: names, answers, what to do next.

Not for scores.
"""

from typing import Any

from lingnan.console.i18n import Translator
from lingnan.console.report.load.word import heading
from lingnan.diagnosis.model import Item

_FULL = "Y"


def item_name(tr: Translator, item: Any) -> str:
    """Name an item of a model or of its content: by topic, or by its text where that is a name."""
    if item.kind == "clause" and item.topic is not None:
        return f"{item.id} {item.topic.in_(tr.lang)}"
    text = item.text if item.kind == "graded" or item.topic is None else item.topic
    return heading(text.in_(tr.lang))


def answer_text(tr: Translator, item: Item, code: str | None) -> str | None:
    """Write a canonical answer in words; null without one."""
    if code is None:
        return None
    chosen = [option for option in item.options if option.code in code.split(",")]
    if not chosen:
        return code
    words = ("；" if tr.lang == "zh" else "; ").join(each.text.in_(tr.lang) for each in chosen)
    return f"{code} {words}"


def next_step(tr: Translator, item: Item, code: str | None) -> str | None:
    """Say what the next better answer asks for; null when there is none.

    Limits: for an item of several options, the options not chosen yet.
    """
    codes = set(code.split(",")) if code else set()
    if item.kind == "clause":
        return None if codes == {_FULL} else item.text.in_(tr.lang)
    if item.kind == "multi":
        left = [o for o in item.options if o.code not in codes and o.millipoints]
    else:
        now = max((o.millipoints for o in item.options if o.code in codes), default=0)
        better = [o for o in item.options if o.millipoints > now]
        left = sorted(better, key=lambda option: option.millipoints)[:1]
    words = [option.text.in_(tr.lang) for option in left]
    return ("；" if tr.lang == "zh" else "; ").join(words) or None
