"""How well documents are read: sixty of our own making, each with the exact text and cells that must come out."""
