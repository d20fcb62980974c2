"""Reading what a posting says: credentials, specialties, places, pay, HTML."""
