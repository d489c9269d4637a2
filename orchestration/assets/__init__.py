"""Dagster assets, one module per step of the data's way; each calls one function."""
