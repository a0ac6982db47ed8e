"""The enterprises a reader may see: search, filters, pages, and what is filtered as a file."""
