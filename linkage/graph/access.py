"""How a store is reached beside its URL: who asks, and where parts of a batch wait."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from linkage.errors import StoreUnavailable, WrongUse
from linkage.settings import Settings


@dataclass(frozen=True)
class Access:
    """What only a store on a server needs."""

    user: str | None = None
    password: SecretStr | None = None
    parts: Path | None = None
    """Folder where the parts of an open batch wait; one of this user under the temporary folder when not given."""

    @classmethod
    def of(cls, settings: Settings) -> "Access":
        """As it is set; the password from its file when one is named."""
        return cls(settings.graph_user, settings.graph_secret, settings.home / "graph.parts")

    def waiting(self) -> Path:
        """The folder of the parts, made for its owner alone."""
        folder = self.parts or Path(tempfile.gettempdir()) / f"linkage-{os.getuid()}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = folder.stat().st_uid
        except OSError as error:
            raise StoreUnavailable(f"The folder {folder} cannot be made: {error.strerror}.") from error
        if owner != os.getuid():
            raise WrongUse(f"The folder {folder} belongs to another user: remove it, or set LINKAGE_HOME.")
        return folder
