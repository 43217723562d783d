"""A home and what is done with it."""
