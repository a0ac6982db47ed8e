"""The use cases of the console as JSON under /api/v1, described by OpenAPI, for other programs.

The door: `extend(app, desk)` adds the routes to the application (assembly), `API_ROUTES` is the
table of them, and `deliver_due(store, at=…)` sends what webhooks are owed (worker process).
Not for pages, and no logic of its own: each answer is that of the function behind the command line.
"""
