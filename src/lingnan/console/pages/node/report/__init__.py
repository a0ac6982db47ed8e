"""Reports to the top-level node: due, made, sent, proven; tables and monthly report to read."""
