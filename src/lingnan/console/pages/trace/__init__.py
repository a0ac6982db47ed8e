"""The trace: definition and clause, rows counted, an enterprise, its evidence, the document.

Every number on a page of the programme leads here. Not for judging (diagnosis, programme).
"""
