"""G2211, the visit complexity add-on: with which visits, beside what, for which payer."""
