"""Homes, as tests of publications make them."""

from tests.publication.conftest import home

__all__ = ["home"]
