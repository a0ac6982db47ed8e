"""Papers that enterprises brought beside their answers: seen, attested or refused by the office."""
