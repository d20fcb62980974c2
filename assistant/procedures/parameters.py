"""Dated parameters: see ``assistant.rules.basis.parameters``."""

from assistant.rules.basis.parameters import FILE, Parameter, Parameters, parameters, sources

__all__ = ["FILE", "Parameter", "Parameters", "parameters", "sources"]
