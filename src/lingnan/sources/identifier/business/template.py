"""A metadata template: which items an identifier has, by GB/T 4754 class and version.

Values only; not for reading forms (template_form), keeping (template_store) nor judging (compiled).
Source: Handle protocol facts §4.5.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from lingnan.kernel import Text

#: Index and type of the values that the system writes into every identifier.
TEMPLATE_ID_INDEX: Final = 1000
TEMPLATE_ID_TYPE: Final = "TEMPLATE_ID"
TEMPLATE_INDEX: Final = 1001
TEMPLATE_TYPE: Final = "TEMPLATE"
#: How the suffix of the identifier of a template begins; the version follows.
SUFFIX: Final = "META_"
FIRST_INDEX: Final = 2000
LAST_INDEX: Final = 99_999
MAX_ITEMS: Final = 500
MAX_CHARACTERS: Final = 4000
#: An item of this type ends the validity of the identifier.
VALID_UNTIL: Final = "VALID_UNTIL"

ACTIVE_CARRIER: Final = 1
OTHER: Final = 2
OBJECT_KIND: Final = {
    ACTIVE_CARRIER: Text("主动标识载体", "active-identifier carrier"),
    OTHER: Text("其他", "other"),
}
PUBLIC: Final = 1
RESTRICTED: Final = 2


class DataType(StrEnum):
    """What the text of a value means."""

    STRING = "string"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes:
        index: of the handle value, from 2000 on. type: English name, the type of the value.
        name: Chinese name. least, most: characters. reader_scope: 1 anybody, 2 administrators of
            the identifier only.
    """

    index: int
    type: str
    name: str
    data_type: DataType = DataType.STRING
    least: int = 0
    most: int = MAX_CHARACTERS
    is_required: bool = False
    is_enabled: bool = True
    reader_scope: int = PUBLIC


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template.

    Attributes:
        handle: its own identifier, told in value 1000 of every identifier made by it.
        industry_code: GB/T 4754 with the section letter. coding_kind: kind of object whose coding
            rule the suffixes keep to; None for any suffix.
    """

    prefix: str
    version: str
    handle: str
    name_zh: str
    description: str | None
    industry_code: str
    object_kind: int
    coding_kind: str | None
    items: tuple[Item, ...]
    is_enabled: bool
    revision: int
    made_at: datetime
    changed_at: datetime
