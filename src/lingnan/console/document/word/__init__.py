"""Word files of documents, with native charts and tables that can be edited.

Not for what documents say (the builders above).
"""

from lingnan.console.document.word.write import word_bytes, write_word

__all__ = ["word_bytes", "write_word"]
