"""The diagnosis of one enterprise: both sides, peers, the gap to the next level, proof to bring."""
