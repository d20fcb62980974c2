"""The field of a modifier that no indicator of the fee schedule is about: on which kinds of codes it goes."""
