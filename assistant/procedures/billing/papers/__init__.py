"""The papers around a claim: what the form holds, signatures, late entries, how long records are kept. Rows only."""
