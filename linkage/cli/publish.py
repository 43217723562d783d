"""What was published: list it, publish a held run, go back."""

from typing import Annotated

import typer

from linkage.cli.session import Answer, Session, command


def register(app: typer.Typer) -> None:
    """Add these commands."""
    command(app)(publications)
    command(app)(publish)
    command(app)(rollback)


def publications(session: Session) -> Answer:
    """What was published, and which runs are held."""
    raise NotImplementedError


def publish(
    session: Session, run: Annotated[str, typer.Argument(metavar="RUN", help="A held run.")]
) -> Answer:
    """Publish a run that was held."""
    raise NotImplementedError


def rollback(session: Session) -> Answer:
    """Serve the publication before this one again."""
    raise NotImplementedError
