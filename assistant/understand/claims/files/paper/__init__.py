"""Claims on paper forms as PDF: CMS-1500 and UB-04, by their form fields and by their text. ``reading`` is the door."""
