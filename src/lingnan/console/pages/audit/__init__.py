"""The audit trail for the auditor: looked through, kept as a file; the chains checked."""
