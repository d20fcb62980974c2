"""What one list says of a code: telehealth, POA exemption, age and sex, risk category, former code, utilization.

Each module decides from the rows of its list (pure) and says it; ``asked.py`` reads the rows and asks them.
"""
