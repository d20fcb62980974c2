"""New or established patient: who gave which service within three years."""
