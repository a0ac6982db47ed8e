"""Carriers of active identifiers: registered with their key, lost, found, retired."""
