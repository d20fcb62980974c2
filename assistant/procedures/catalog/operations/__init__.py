"""Operations told by what was done, where the pair or the family of codes is the question: spine, devices, hernia.

Rows only. A single operation told by its name is a row of the catalog.
"""
