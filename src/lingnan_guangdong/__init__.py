"""Content pack of Guangdong: YAML and CSV only, found through the entry point lingnan.packs."""
