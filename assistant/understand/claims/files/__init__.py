"""Claims from files: X12 837 and 835, charge exports as CSV or XLSX, CMS-1500, UB-04 PDFs. ``reading`` is the door."""
