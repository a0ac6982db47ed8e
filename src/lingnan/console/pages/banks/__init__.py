"""Financial institutions: the enterprises that consented to one, and what they consented to."""
