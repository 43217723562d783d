"""Everything that can be set, as one frozen object made by an entry point and passed on."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from linkage.errors import WrongUse, nearest

RENAMED: Final = {
    "hold_rings": "max_change_rings",
    "hold_accounts": "max_change_accounts",
    "hold_paying": "max_change_paying",
}
"""Settings by their names of version 0.1, which hold for one version more."""


def also(old: str) -> AliasChoices:
    """The names of a renamed setting in the environment, the present one first."""
    return AliasChoices(f"LINKAGE_{RENAMED[old].upper()}", f"LINKAGE_{old.upper()}")


class Settings(BaseSettings):
    """Read from `LINKAGE_*` in the environment; nothing else in the code looks there."""

    model_config = SettingsConfigDict(
        env_prefix="LINKAGE_", frozen=True, extra="ignore", populate_by_name=True, loc_by_alias=False
    )

    home: Path = Path(".linkage")
    """Folder of the graph, the ledger and the publications of the embedded default."""
    pepper: SecretStr | None = None
    """Key of the tokens; made on first use under the user's configuration folder when not given."""
    pepper_file: Path | None = None
    """Where the pepper is kept when it is not in the environment; mode 0600."""
    graph_url: str | None = Field(default=None, repr=False)
    """URL of the graph: `sqlite:///…`, `postgresql://…`, `bolt://…`, `neo4j://…` or `neo4j+s://…`; SQLite under
    `home` when not given."""
    graph_user: str | None = None
    """Who asks the graph's server, when the URL does not say."""
    graph_password: SecretStr | None = None
    """Its password."""
    graph_password_file: Path | None = None
    """Where that is kept when it is not in the environment."""
    ledger_url: str | None = Field(default=None, repr=False)
    """URL of the ledger, SQLite's or PostgreSQL's (`postgresql://user@host/name`); SQLite under `home` when not
    given."""
    ledger_user: str | None = None
    """Who asks the ledger's server, when the URL does not say."""
    ledger_password: SecretStr | None = None
    """Its password."""
    ledger_password_file: Path | None = None
    """Where that is kept when it is not in the environment."""

    audit_folder: Path | None = None
    """Where signed heads of the audit chain are written: another disk or machine, and never the home."""
    audit_key: SecretStr | None = None
    """Key that signs them; made on first use beside the pepper when not given."""
    audit_key_file: Path | None = None
    """Where that key is kept when it is not in the environment; mode 0600."""
    operator_key: SecretStr | None = None
    """API key of whoever is at the command line: making keys is then audited as theirs, and takes `operate`."""

    key: SecretStr | None = None
    """API key of whoever asks for, reviews and approves exports at the command line: approvals count people."""
    export_key: SecretStr | None = None
    """Secret of the key that signs exports; made on first use beside the pepper when not given."""
    export_key_file: Path | None = None
    """Where that secret is kept when it is not in the environment; mode 0600."""
    export_most: int = Field(default=30_000, ge=1)
    """Most accounts in one export."""
    export_most_day: int = Field(default=60_000, ge=1)
    """Most accounts in the exports of 24 hours."""
    export_paying: float = Field(default=0.2, ge=0, le=1)
    """Largest share of paying accounts in an export."""
    overturned: float = Field(default=0.05, ge=0, le=1)
    """Share of answered appeals that may be granted; beyond it every export stops."""

    webhook_networks: str = ""
    """Private networks that webhooks may be sent into all the same, with commas: `10.1.0.0/16`."""

    cors_origins: str = ""
    """Origins whose pages may call the service from a browser, with commas: `https://desk.example.com`; none when
    empty."""

    traces: str = ""
    """Where spans of requests are sent, by OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`; nowhere when empty."""

    detector: str = "leiden"
    seed: int = 1
    workers: int = Field(default=1, ge=1)
    """Processes that answer (`linkage serve`)."""

    publish_at: float = Field(default=0.5, ge=0, le=1)
    """Least score at which a ring is published; 0.5 is where one operator and the best honest story tell as well."""
    max_change_rings: float = Field(default=0.5, ge=0, validation_alias=also("hold_rings"))
    """Relative change of the number of rings beyond which a run is held."""
    max_change_accounts: float = Field(default=0.5, ge=0, validation_alias=also("hold_accounts"))
    """Relative change of enforceable accounts beyond which a run is held."""
    max_change_paying: float = Field(default=0.1, ge=0, le=1, validation_alias=also("hold_paying"))
    """Rise of the share of paying accounts among the enforceable beyond which a run is held."""

    keep: int = Field(default=5, ge=2)
    """Publications kept, the one served and those before it: how far back `rollback` can go."""

    debug: bool = False
    """Show the whole traceback of an unexpected error, which may hold raw values."""

    chunk_rows: int = Field(default=250_000, ge=1)
    """Rows read at a time; bounds the memory of a load."""
    batch_limit: int = Field(default=10_000, ge=1)
    """Most account ids in one look-up."""
    body_limit: int = Field(default=2_000_000, ge=1)
    """Most bytes in a request's body."""
    page_limit: int = Field(default=500, ge=1)
    """Most items on a page."""
    connections: int = Field(default=4_096, ge=1)
    """Most connections to a process that answers."""
    connections_each: int = Field(default=2_048, ge=1)
    """Most of them from one address; a proxy is one."""
    in_flight: int = Field(default=256, ge=1)
    """Most requests a process answers at a time; who comes beyond is told to come again (503)."""
    head_limit: int = Field(default=32_768, ge=1_024)
    """Most bytes in the first line and the headers of a request."""
    head_fields: int = Field(default=100, ge=1)
    """Most headers of a request."""
    head_seconds: float = Field(default=10.0, gt=0)
    """Longest that a head may take."""
    body_seconds: float = Field(default=30.0, gt=0)
    """Longest that a body may take, or an answer to be read."""
    key_limit: int = Field(default=1_200_000, ge=1)
    """Requests a minute of a key that has no limit of its own, in each process that answers."""

    @model_validator(mode="before")
    @classmethod
    def _renamed(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Take settings under their old names, as Python gives them."""
        return {RENAMED.get(name, name): value for name, value in given.items()}

    @property
    def graph(self) -> str:
        """URL of the graph store."""
        return self.graph_url or f"sqlite:///{self.home / 'graph.sqlite'}"

    @property
    def ledger(self) -> str:
        """URL of the ledger, whole: with who asks, and the password, where they are set apart from it."""
        if self.ledger_url is None:
            return f"sqlite:///{self.home / 'ledger.sqlite'}"
        secret = kept(self.ledger_password, self.ledger_password_file, "LINKAGE_LEDGER_PASSWORD_FILE")
        return named(self.ledger_url, self.ledger_user, secret)

    @property
    def graph_secret(self) -> SecretStr | None:
        """The password of the graph's server, wherever it is kept."""
        return kept(self.graph_password, self.graph_password_file, "LINKAGE_GRAPH_PASSWORD_FILE")

    @property
    def publications(self) -> Path:
        """Folder of the publications."""
        return self.home / "publications"

    @property
    def exports(self) -> Path:
        """Folder of exports."""
        return self.home / "exports"

    @property
    def weights(self) -> Path:
        """Calibration of the ring score fitted at home; the one that is shipped where there is no such file."""
        return self.home / "weights.json"

    @property
    def overlay(self) -> Path:
        """Folder of what the API lays over a publication."""
        return self.home / "overlay"


def by_name(given: dict[str, Any]) -> Settings:
    """Settings by their names in Python; raises WrongUse for a name there is not, and for a value that does not fit."""
    unknown = [name for name in given if name not in {*Settings.model_fields, *RENAMED}]
    if unknown:
        raise WrongUse(f"`{unknown[0]}` is no setting: {meant(unknown[0])}")
    try:
        return Settings(**given)
    except ValidationError as error:
        name, why = refused(error)
        raise WrongUse(f"`{name}`: {why}") from None


def meant(name: str) -> str:
    """What to do about a name that is no setting."""
    if name == "settings":
        return "give each by its own name, for example Linkage('home', publish_at=0.6)"
    near = nearest(name.lower().removeprefix("linkage_"), Settings.model_fields)
    return f"did you mean `{near}`?" if near else "docs/operate.md lists all, there with LINKAGE_ before them"


def refused(error: ValidationError) -> tuple[str, str]:
    """The first setting that does not fit, and what is wrong with it; its value may be a secret and is not told."""
    first = error.errors(include_input=False, include_url=False)[0]
    return "_".join(str(part) for part in first["loc"]), str(first["msg"])


def kept(given: SecretStr | None, file: Path | None, name: str) -> SecretStr | None:
    """A secret that is given, or that a file holds; raises WrongUse when the file cannot be read."""
    if given is not None:
        return SecretStr(given.get_secret_value().strip())  # a secret has no line end, wherever it was kept
    if file is None:
        return None
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WrongUse(f"The file of {name} cannot be read: {reason}.") from None


def named(url: str, user: str | None, secret: SecretStr | None) -> str:
    """A URL with who asks and the password, unless it names them itself."""
    if user is None and secret is None:
        return url
    scheme, slashes, rest = url.partition("://")
    who, at, host = rest.rpartition("@")
    own, colon, password = who.partition(":") if at else ("", "", "")
    word = quote(secret.get_secret_value(), safe="") if secret and not colon else password
    name = own or quote(user or "", safe="")
    return f"{scheme}{slashes}{name}{':' if word else ''}{word}@{host}"


def from_file(path: Path) -> dict[str, object]:
    """What a file of `LINKAGE_…=…` lines says of graph and ledger; raises WrongUse where it says nothing of them."""
    found = DotEnvSettingsSource(Settings, env_file=path)()
    told = {name: value for name, value in found.items() if name.startswith(("graph_", "ledger_"))}
    if not told:
        raise WrongUse(f"{path.name} sets neither LINKAGE_GRAPH_URL nor LINKAGE_LEDGER_URL")
    return told


def elsewhere(settings: Settings, told: dict[str, object]) -> Settings:
    """The same settings with graph, ledger or both at other places; who asks there is told anew as well."""
    moved = [name for name in ("graph", "ledger") if f"{name}_url" in told]
    kept = {
        name: value
        for name, value in settings.model_dump(exclude_unset=True).items()
        if not name.startswith(tuple(f"{each}_" for each in moved))
    }
    apart = {f"{each}_{part}": None for each in moved for part in ("user", "password", "password_file")}
    return Settings(**{**kept, **apart, **told})
