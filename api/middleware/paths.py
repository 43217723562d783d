"""Names in paths: a slash of an id is told from one between parts by how it was sent, as `%2F` (RFC 3986, 2.2)."""

from urllib.parse import unquote

from starlette.types import Scope

ESCAPED = "linkage.escaped"
"""Where in a request's scope it is noted that the names in its path are escaped still."""


def keep(scope: Scope) -> None:
    """Have a path met by its parts as they were sent: a server decodes it whole, and then `a%2Fb` is two parts.

    Two paths that differ differ afterwards too, so that a write about one id is never taken for one about another.
    """
    sent: bytes = scope.get("raw_path") or b""
    if b"%2" not in sent:  # neither %2F nor %25: nothing that decoding takes away
        return
    parts = (unquote(each) for each in sent.partition(b"?")[0].decode("latin-1").split("/"))
    scope["path"] = "/".join(each.replace("%", "%25").replace("/", "%2F") for each in parts)
    scope[ESCAPED] = True


def name(scope: Scope) -> None:
    """Have the names that were met in a path as they are meant."""
    if ESCAPED in scope:
        scope["path_params"] = {each: unquote(value) for each, value in scope["path_params"].items()}
