"""Bilingual text: what every message shown to a person is made of.

Not for interface text in templates (that is gettext's) and not for names inside evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

Lang = Literal["zh", "en"]

#: Shown where a message has a place for a value that is null.
NOTHING = "–"

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH[0x3000] = 0x20
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Chinese and in English; either may hold ``{name}`` places."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Answer the text in one language."""
        return self.zh if lang == "zh" else self.en

    def format(self, **values: object) -> "Text":
        """Put values into the ``{name}`` places of both languages.

        A value that is itself a `Text` appears in the language of its sentence; None as a dash.
        Limits: never raises on a missing or unfit value, since a message about an error must not
            become the error: a missing value leaves its ``{name}`` visible.
        """
        return Text(zh=_fill(self.zh, "zh", values), en=_fill(self.en, "en", values))


def preferred_lang(accept_language: str) -> Lang:
    """Answer the language that a request prefers: Chinese unless it asks for English first.

    Source: RFC 9110 section 12.5.4.
    """
    first = accept_language.split(",", 1)[0].strip().lower()
    return "en" if first.startswith("en") else "zh"


def half_width(text: str) -> str:
    """Give full-width letters, digits and signs their ASCII form, drop invisible characters, strip.

    Limits: for codes and numbers only; in names full-width punctuation is correct Chinese.
    """
    return text.translate(_HALF_WIDTH).translate(_INVISIBLE).strip()


def _fill(template: str, lang: Lang, values: Mapping[str, object]) -> str:
    if "{" not in template and "}" not in template:
        return template
    shown = {name: _shown(value, lang) for name, value in values.items()}
    try:
        return template.format_map(shown)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return _Forgiving().vformat(template, (), shown)


def _shown(value: object, lang: Lang) -> object:
    if value is None:
        return NOTHING
    return value.in_(lang) if isinstance(value, Text) else value


class _Forgiving(Formatter):
    """Formats what it can and leaves the rest visible."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        try:
            return super().get_field(field_name, args, kwargs)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return "{" + field_name + "}", field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return format(value, format_spec)
        except (TypeError, ValueError):
            return str(value)
