"""A mail as it came -> what is asked, by whom, and whether it is answered at all. Pure: no network, never raises."""
