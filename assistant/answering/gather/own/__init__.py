"""What the documents of the user say of a question."""
