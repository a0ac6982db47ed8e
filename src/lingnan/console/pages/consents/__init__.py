"""Who may see which of an enterprise's data, by its consent, and who looked at them."""
