"""Rows in: feeds from files and databases, checked, typed and brought to the store batch by batch."""
