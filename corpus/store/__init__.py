"""The knowledge base on disk: the one contract between ``ingest`` (writes) and ``assistant`` (reads)."""
