"""Rings that last: ids carried from run to run, publications that never change, what is served."""
