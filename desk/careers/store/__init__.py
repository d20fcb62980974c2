"""What the board keeps, in the tables of the desk's own database."""
