"""What the node tells the national top-level node: tables, monitoring, monthly report, escrow.

Tables are data (tables.yaml); builders fill them, the calendar says when, deliveries carry them
through the port `TopLevelNode` and keep the proof. Not for the top-level node (see simulator).
"""
