"""Mails of ours, as bytes: the same words as plain text and as HTML, in the thread of the mail that they answer."""
