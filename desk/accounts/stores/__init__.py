"""What is kept, a class a concern, each over the same ``Database``; every method is one transaction."""
