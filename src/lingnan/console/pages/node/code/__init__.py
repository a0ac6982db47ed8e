"""Codes of other systems: parsed, checked, mapped to a handle."""
