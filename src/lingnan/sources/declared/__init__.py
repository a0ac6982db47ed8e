"""What enterprises and offices hand in: questionnaires, evidence rows, attachments.

Not for bills of cloud vendors (sources.cloud) and not for reported totals (sources.published).
The door: `import_answers`, `import_evidence`, `import_documents`; each answers counts and findings.
"""

from lingnan.sources.declared.document import import_documents
from lingnan.sources.declared.questionnaire import import_answers
from lingnan.sources.declared.statement import import_evidence

__all__ = ["import_answers", "import_documents", "import_evidence"]
