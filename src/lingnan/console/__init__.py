"""What people look at: charts and self-contained reports.

`report` turns views (plain values, see views.py) into one HTML file each and fills the views from a
store; `charts` holds the chart builders, which know nothing of reports.
Not for computing results: that is done by the pipeline.
"""
