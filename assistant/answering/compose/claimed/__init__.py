"""Claims and the answers of payers as tables."""
