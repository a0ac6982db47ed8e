"""Papers that stand behind declared facts: which wait to be attested, and what became of each."""
