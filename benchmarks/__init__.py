"""Speed and memory of Lingnan, each beside the plain alternative, in one run."""
