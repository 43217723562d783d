"""Tests of `linkage.kinds`."""
