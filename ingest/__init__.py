"""Publisher files and authored text into a knowledge base."""
