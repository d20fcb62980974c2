"""Claims from files: X12 837 and 835, charge exports as CSV or XLSX, forms as PDF. ``reading`` is the door."""
