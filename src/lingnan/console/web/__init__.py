"""The frame of the console: the application, its routes and their permission, requests and answers.

The door: `app.console_app(desk, routes)` makes the application; a page's route.py declares `Route`
values whose handlers take a `Call` and answer `Shown`, `Moved`, `Sent` or `Data`.
Not for any page (pages) nor for the JSON interface (api).
"""
