"""Imports in the browser: what a file is, how it is read, a look at it, bringing it in, undoing it.

Not for the rules of the files (registry, sources) nor for pages (pages.imports).
"""
