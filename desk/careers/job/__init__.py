"""What a job is, and what is searched for."""
