"""`lingnan run`: from evidence to levels, counts and forecasts, as of one date.

The doors: `pipeline.run.run_all` computes and keeps a pinned run; `pipeline.answers` reads what the
last run says; `pipeline.export` makes tables of it. Not for rules: each decision room has its own.
"""
