"""Roadmaps on four paths: what to do when, at what cost, to what level, and how good that is.

The door to the enterprise path; `industry`, `park` and `chain` below it are the other three. Not
for dividing a programme's money (programme.allocation) nor for judging evidence (diagnosis).
"""
