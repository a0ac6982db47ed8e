"""The shapes of requests and answers as strict models; the schema of the interface is made of them.

An answer's keys are those of docs/formats.md; a test holds real answers to the models.
"""
