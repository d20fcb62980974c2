"""Claims from files: X12 837 and 835, charge exports as CSV or XLSX. ``reading`` is the door."""
