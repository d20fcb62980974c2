"""What is done with all that the desk keeps: witnessed, cleared away in time, taken along, erased, backed up."""
