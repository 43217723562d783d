"""Keys that tests make."""


def prefix_of(token: str) -> str:
    """The part of a key by which it is found: the letters between `lk_` and its secret."""
    return token.split("_")[1]
