"""Batches, runs, publications, rings and reviewed samples, as the ledger keeps them."""
