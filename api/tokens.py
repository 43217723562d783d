"""Names of values: 16 hexadecimal digits that give nothing away, of which masked labels show the first."""

UNSHARED = "Check the token: no two accounts of what is served share a value of that name."
"""What is said of a name that is no shared value's."""


def token(key: int) -> str:
    """The name of a value."""
    return key.to_bytes(8, "little", signed=True).hex()


def value(token: str) -> int:
    """The key of a value by its name."""
    return int.from_bytes(bytes.fromhex(token), "little", signed=True)
