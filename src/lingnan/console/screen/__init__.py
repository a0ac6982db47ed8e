"""A roadmap's document on the screen: its blocks as words, tables and charts of a page.

The door: `sections_of` takes what Word and Excel take, so that all three say the same. Layout is
in templates/screen. Not for what a document says (document) nor for paper.
"""

from lingnan.console.screen.block import ScreenSection
from lingnan.console.screen.page import block_table, sections_of

__all__ = ["ScreenSection", "block_table", "sections_of"]
