"""The left wing: each source turns one kind of real-world record into evidence.

Not for: deciding what evidence is worth. A source never calls a decision room and the sources never
import each other; what they share (journal, intake, words, subjects) lies beside this file.
Rooms: `declared` (questionnaires, evidence rows, attachments), `cloud` (bills, contracts and usage
logs of cloud vendors), `published` (figures that authorities reported).
"""
