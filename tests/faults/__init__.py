"""Servers that hang, die or fill up in the middle of things."""
