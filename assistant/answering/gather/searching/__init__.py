"""Where the sections and codes of a topic come from, and which of their sentences are told."""
