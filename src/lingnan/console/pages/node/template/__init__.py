"""Metadata templates: versions by industry, made, changed within what is safe, taken out of use."""
