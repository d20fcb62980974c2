"""The claim tool: paste, type or upload, and see line by line what is denied or asks for more, and what mends it."""
