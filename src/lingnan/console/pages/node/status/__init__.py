"""The state of the node: what it holds, what was resolved, what waits for somebody."""
