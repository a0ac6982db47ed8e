"""The identifier node: its state, prefixes, templates, identifiers, carriers, statistics, reports.

A folder a subject; `place` reaches the node, `right` says which of its rows a reader sees. What a
page does is done by the same functions as the management interface and the command line
(sources.identifier.business). Not for the node itself: the console never becomes its writer.
"""
