"""One target: its course and forecast, competing ways of counting, and who makes the gap."""
