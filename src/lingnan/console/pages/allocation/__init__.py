"""Allocation and scenarios: move money and see the proven target move; named differences."""
