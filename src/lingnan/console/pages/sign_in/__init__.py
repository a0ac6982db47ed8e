"""Signing in and out, the second factor, one-time links, the reader's language and own account."""
