"""Records of cloud vendors: FOCUS bills, and contracts, invoices, payments and usage logs.

The rules of the pack decide what counts as use and what is only a purchase.
The door: `import_bill`, `import_contracts`, `ExchangeRate`.
Not for questionnaires (sources.declared).
"""

from lingnan.sources.cloud.bill import import_bill
from lingnan.sources.cloud.contract import import_contracts
from lingnan.sources.cloud.judge import ExchangeRate

__all__ = ["ExchangeRate", "import_bill", "import_contracts"]
