"""Names of values: 16 hexadecimal digits that give nothing away."""


def token(key: int) -> str:
    """The name of a value."""
    return f"{key & (2**64 - 1):016x}"


def value(token: str) -> int:
    """The key of a value by its name."""
    return int.from_bytes(bytes.fromhex(token), "big", signed=True)
