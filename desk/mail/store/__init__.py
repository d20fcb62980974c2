"""Mail in the desk's database: what came, what goes out, and the threads both stand in."""
