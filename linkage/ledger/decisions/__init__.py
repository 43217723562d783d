"""Decisions of people, and what follows from them."""
