"""The clusters of the plan, and one of them: its targets, levels, and the gap by city."""
