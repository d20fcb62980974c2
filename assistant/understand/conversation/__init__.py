"""What the conversation lends to a message: references, and the case that is carried."""
