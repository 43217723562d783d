"""Answers of routes, made from a publication or the ledger."""
