"""`profile`: what a user agent says of the machine: browser and its major version, system, device.

A profile is written `browser version | system | device` in lower case. The mask names only browsers and
systems that are on a short list, so that nothing of an unusual user agent is shown.
"""

import polars as pl
import ua_parser

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_FORM = r"^[^|]+ \| [^|]+ \| [^|]+$"
_BROWSERS = (
    "chrome", "chrome mobile", "chrome mobile ios", "chrome mobile webview", "firefox", "firefox mobile",
    "firefox ios", "safari", "mobile safari", "mobile safari ui/wkwebview", "edge", "edge mobile",
    "opera", "opera mobile", "samsung internet", "ie", "headlesschrome", "electron", "curl",
    "python requests", "python aiohttp", "okhttp", "go-http-client", "postmanruntime", "axios",
    "node-fetch",
)  # fmt: skip
_SYSTEMS = (
    "windows",
    "mac os x",
    "ios",
    "android",
    "linux",
    "ubuntu",
    "chrome os",
    "fedora",
    "debian",
    "freebsd",
    "other",
)


def _one(agent: str) -> str:
    """Browser, system and device of one user agent; its first word where nothing is known of it."""
    found = ua_parser.parse(agent)
    browser = f"{found.user_agent.family} {found.user_agent.major or ''}" if found.user_agent else None
    system = found.os.family if found.os else "other"
    device = found.device.family if found.device else "other"
    parts = (browser or agent.split(" ")[0].split("/")[0] or "other", system, device)
    return " | ".join(part.replace("|", "/").strip() or "other" for part in parts)


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """User agents to profiles; a profile stays one."""
    agent = text.tidy(raw)
    ask = agent.is_not_null() & ~agent.str.contains(_FORM).fill_null(False)
    return text.fold(text.patch(agent, ask, map(_one, agent.filter(ask))))


def mask(values: pl.Series) -> pl.Series:
    """Browser with its version, and system, where both are common ones."""
    parts = values.str.extract_groups(r"^([^|]*?) ?([0-9]{0,4}) \| ([^|]+) \| ").struct.unnest()
    browser, version, system = parts["1"], parts["2"], parts["3"]
    known = text.among(browser, _BROWSERS) & text.among(system, _SYSTEMS)
    label = (browser + " " + version).str.strip_chars() + ", " + system
    return text.unless(~known, label)


PROFILE = Kind("profile", group=Group.DEVICE, clean=clean, mask=mask, forgeable=True, prior=3.0)
