"""Lingnan 岭南: a region's manufacturing digital transformation, run on evidence."""

__version__ = "0.1.0"
