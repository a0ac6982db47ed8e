"""Findings: rejected rows, inconsistencies, suspected false counts; each can be settled."""
