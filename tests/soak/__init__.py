"""What takes too long for every run: started by hand, its figures go into docs/measurements.md."""
