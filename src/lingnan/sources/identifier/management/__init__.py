"""The management API of a second-level node, over TLS: prefixes, templates, identifiers, carriers.

The door: `app.management_app(desk)` makes the FastAPI application, `serve` runs it. Paths and
shapes are those in use at second-level and enterprise nodes (Handle protocol facts §4.5), so that
existing software works; every route declares the permission it asks. Not for resolving.
"""
