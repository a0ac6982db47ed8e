"""What people look at: charts and self-contained reports.

The door of the room: `build_overview`, `build_city`, `build_enterprise` turn views (plain values, see
views.py) into one HTML file each; `load_*` fill the views from a store; charts/ holds the chart
builders, which know nothing of reports. Not for computing results: that is done by the pipeline.
"""
