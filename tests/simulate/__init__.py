"""Tests of linkage.simulate."""
