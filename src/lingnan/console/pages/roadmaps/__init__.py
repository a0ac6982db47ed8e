"""Roadmaps by path: totals of the run, the way into each path, an enterprise's roadmap found."""
