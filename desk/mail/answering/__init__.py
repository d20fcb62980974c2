"""What becomes of a mail: refused, told a sentence, answered, or handed to a person."""
