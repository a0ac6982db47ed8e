"""The start: sends each reader to the page of his role."""
