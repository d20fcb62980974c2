"""Reasons for an encounter that are no disease: Z codes, decided by rows of decisions.yaml."""
