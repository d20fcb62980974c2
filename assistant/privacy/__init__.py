"""Identifiers of persons in what is typed: found and replaced before anything is stored, logged, embedded or sent."""
