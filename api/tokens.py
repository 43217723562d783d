"""Names of values: 16 hexadecimal digits that give nothing away, of which masked labels show the first."""


def token(key: int) -> str:
    """The name of a value."""
    return key.to_bytes(8, "little", signed=True).hex()


def value(token: str) -> int:
    """The key of a value by its name."""
    return int.from_bytes(bytes.fromhex(token), "little", signed=True)
