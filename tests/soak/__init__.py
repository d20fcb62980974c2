"""A desk under many people at once, and killed again and again: ``python -m tests.soak``. Not a part of the tests."""
