"""What is known: codes, editions, records and relations, and the knowledge base they are kept in."""
