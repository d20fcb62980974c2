"""Lists that say one thing of a code, a reader each."""
