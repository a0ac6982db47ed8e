"""The pages, a folder a subject: route.py (what may be asked), context.py, read.py.

Folders never import one another; what two need is in `web`, `charts` or a decision room.
"""
