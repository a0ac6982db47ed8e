"""The use cases of the console as JSON under /api/v1, described by OpenAPI, for other programs.

The doors: `extend.extend(app, desk)` adds the routes to the application (assembly), `page` is the
page that describes them, `description.API_ROUTES` the table of them, and `hook.deliver_due` sends
what webhooks are owed (worker process). No logic of its own: each answer is that of the function
behind the command line. Not for pages.
"""
