"""Mail of the board: alerts and the confirmation of an address."""
