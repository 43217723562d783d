"""One run: detect, judge it, write it out."""

import typer


def register(app: typer.Typer) -> None:
    """Add these commands."""
