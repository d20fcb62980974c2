"""What is wanted: wishes, their wording, and the classifier that reads them."""
