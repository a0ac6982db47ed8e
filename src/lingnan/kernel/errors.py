"""What every anticipated failure of Lingnan looks like.

Each room declares its own subclasses in its errors.py. Not for problems in data rows (see finding)
and not for bugs, which stay ordinary Python exceptions.
"""

import re
from typing import Any, ClassVar

from lingnan.kernel.text import Lang, Text

CODE_PATTERN = re.compile(r"[A-Z]{2,6}-\d{3}")


class LingnanError(Exception):
    """One anticipated failure: a code, what happened with which value, and what to do.

    A subclass sets `code`, `what` and `remedy`; a class between may set none of them.
    `exit_code` is 2 for wrong usage or input, 3 when the store or an outside system failed.
    """

    code: ClassVar[str] = "LIN-000"
    what: ClassVar[Text] = Text("操作失败：{reason}。", "The operation failed: {reason}.")
    remedy: ClassVar[Text] = Text("请查看日志后重试。", "Look at the log, then try again.")
    exit_code: ClassVar[int] = 2

    values: dict[str, object]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        told = {"code", "what", "remedy"} & vars(cls).keys()
        if told and len(told) < 3:
            raise TypeError(f"{cls.__name__} must set code, what and remedy together")
        if not CODE_PATTERN.fullmatch(cls.code):
            raise TypeError(f"{cls.__name__}.code is {cls.code!r}, not of the form ABC-001")

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    @property
    def message(self) -> Text:
        """Answer what happened, with the values in place."""
        return self.what.format(**self.values)

    @property
    def advice(self) -> Text:
        """Answer what to do about it, with the values in place."""
        return self.remedy.format(**self.values)

    def render(self, lang: Lang) -> str:
        """Answer one line for a person: code, what happened, what to do."""
        gap = "" if lang == "zh" else " "
        return f"{self.code}: {self.message.in_(lang)}{gap}{self.advice.in_(lang)}"

    def __str__(self) -> str:
        return self.render("en")

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{type(self).__name__}({inside})"
