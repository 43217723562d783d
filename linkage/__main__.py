"""`python -m linkage` and the script `linkage`: the command line."""

from linkage.brisk import brisk


def main() -> None:
    """Run one command; everything else is imported once Python looks for garbage seldom."""
    brisk()
    from linkage.cli import main as command

    command()


if __name__ == "__main__":
    main()
