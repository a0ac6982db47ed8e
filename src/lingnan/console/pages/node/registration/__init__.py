"""Identifiers: searched, shown with values and history, registered one by one or from a file."""
