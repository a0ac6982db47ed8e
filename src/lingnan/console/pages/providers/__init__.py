"""Providers: products and prices, matched needs, projects with enterprises up to acceptance.

Keeps its own two tables (store) until the room of the market takes them over.
"""
