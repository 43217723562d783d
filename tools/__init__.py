"""Checks of our own for rules that no tool knows."""
