"""Tests of `linkage.normalise`."""
