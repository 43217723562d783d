"""Draws one ring as SVG: accounts by tier, the values they share by group, in shapes and places of the explorer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from linkage import printable

WIDTH, HEIGHT, MARGIN, LEGEND = 960, 640, 70, 150
MOST_ACCOUNTS, MOST_VALUES, MOST_NAMES = 60, 24, 10

TIER_COLOURS = {"core": "#b42318", "member": "#e8590c", "possible": "#adb5bd"}
GROUP_COLOURS = {
    "identity": "#1864ab",
    "payment": "#2b8a3e",
    "device": "#5f3dc4",
    "network": "#0b7285",
    "place": "#862e9c",
    "behaviour": "#495057",
}

SHAPES = {
    "identity": ((0, -8), (8, 0), (0, 8), (-8, 0)),
    "payment": ((-6, -6), (6, -6), (6, 6), (-6, 6)),
    "device": ((0, -8), (7, -4), (7, 4), (0, 8), (-7, 4), (-7, -4)),
    "network": ((0, -8), (8, 6), (-8, 6)),
    "place": ((0, -8), (8, -2), (5, 7), (-5, 7), (-8, -2)),
    "behaviour": (
        *((-3, -8), (3, -8), (3, -3), (8, -3), (8, 3), (3, 3)),
        *((3, 8), (-3, 8), (-3, 3), (-8, 3), (-8, -3), (-3, -3)),
    ),
}
"""Corners of the mark of each group, around its place."""

OTHER = "#868e96"
"""Colour of a group nobody declared."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """What goes into the picture, cut to what a page can show."""

    members: pl.DataFrame
    """account, account_id, tier."""
    values: pl.DataFrame
    """value, kind, group, mask, ties: the values that tie the most."""
    ties: pl.DataFrame
    """account, value."""
    left_out: int
    """Members there was no room for."""


def draw(
    title: str,
    members: pl.DataFrame,
    links: pl.DataFrame,
    masks: pl.DataFrame,
    placed: pl.DataFrame | None = None,
) -> str:
    """SVG of a ring from its members, their links (`tables.LINKS`) and the masks of the values.

    `placed` has the places of the publication (`Publication.positions_of`); without them they are computed.
    """
    drawing = cut(members, links, masks)
    accounts = drawing.members["account"].to_list()
    found = {} if placed is None else places(placed, drawing)
    points = below(fitted(found), accounts) if found else layout(drawing.ties, accounts)
    shapes = [
        *lines(drawing, points),
        *marks(drawing, points),
        *dots(drawing, points),
        *labels(drawing, points),
    ]
    shown = title if not drawing.left_out else f"{title} ({drawing.left_out} more members not drawn)"
    return "\n".join([*head(shown), *shapes, *legend(drawing), "</svg>", ""])


def cut(members: pl.DataFrame, links: pl.DataFrame, masks: pl.DataFrame) -> Drawing:
    """The surest members, and the values that hold most of them together."""
    ranked = members.with_row_index("rank").head(MOST_ACCOUNTS).select("account", "account_id", "tier")
    held = links.select("account", "value", pl.col("kind", "group").cast(pl.String), "bits").join(
        ranked.select("account"), on="account", how="semi"
    )
    values = (
        held.group_by("value", "kind", "group")
        .agg(ties=pl.len(), bits=pl.col("bits").max())
        .filter(pl.col("ties") > 1)
        .sort(pl.col("ties") * pl.col("bits"), "value", descending=[True, False])
        .head(MOST_VALUES)
        .join(masks.select("value", "mask"), on="value", how="left")
        .with_columns(pl.col("mask").fill_null(pl.col("kind")))
    )
    ties = held.join(values.select("value"), on="value", how="semi").select("account", "value").unique()
    return Drawing(ranked, values, ties.sort("value", "account"), members.height - ranked.height)


def layout(ties: pl.DataFrame, accounts: list[int]) -> dict[str, Point]:
    """Positions on the page by Kamada and Kawai (1989), the same for the same ring.

    Accounts that no value drawn here ties stand in a row below.
    """
    import networkx as nx

    graph = nx.Graph([(f"a{account}", f"v{value}") for account, value in ties.iter_rows()])
    far = dict(nx.all_pairs_shortest_path_length(graph))
    most = max((steps for row in far.values() for steps in row.values()), default=0) + 1
    apart = {a: {b: row.get(b, most) for b in graph} for a, row in far.items()}
    found = fitted(nx.kamada_kawai_layout(graph, dist=apart)) if graph else {}
    return below(found, accounts)


def places(placed: pl.DataFrame, drawing: Drawing) -> dict[str, Point]:
    """Where the publication puts what is drawn; nothing when a value has no place."""
    known = {
        f"{letter}{key}": (x, y)
        for letter, name in (("a", "account"), ("v", "value"))
        for key, x, y in placed.drop_nulls(name).select(name, "x", "y").iter_rows()
    }
    names = [f"v{each}" for each in drawing.values["value"]]
    names += [f"a{each}" for each in drawing.members["account"]]
    missing = any(each not in known for each in names if each[0] == "v")
    return {} if missing else {each: known[each] for each in names if each in known}


def below(found: dict[str, Point], accounts: list[int]) -> dict[str, Point]:
    """The places, and a row below for accounts that have none."""
    loose = [f"a{account}" for account in accounts if f"a{account}" not in found]
    step = (WIDTH - LEGEND - 2 * MARGIN) / max(len(loose), 1)
    row = {name: (MARGIN + step * (place + 0.5), HEIGHT - 20.0) for place, name in enumerate(loose)}
    return found | row


def fitted(found: Mapping[str, Sequence[float]]) -> dict[str, Point]:
    """Positions stretched over the page."""
    columns, rows = ([float(point[axis]) for point in found.values()] for axis in (0, 1))
    wide, high = (max(each) - min(each) or 1.0 for each in (columns, rows))
    return {
        name: (
            MARGIN + (float(x) - min(columns)) / wide * (WIDTH - LEGEND - 2 * MARGIN),
            MARGIN + (float(y) - min(rows)) / high * (HEIGHT - 2 * MARGIN),
        )
        for name, (x, y) in found.items()
    }


def head(title: str) -> list[str]:
    """The opening of the file: size, font, a white page, the title."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label={quoteattr(title)} font-family="system-ui, sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="20" y="28" font-size="16" fill="#212529">{escape(title)}</text>',
    ]


def lines(drawing: Drawing, points: dict[str, Point]) -> list[str]:
    """One line a tie."""
    ends = ((points[f"a{account}"], points[f"v{value}"]) for account, value in drawing.ties.iter_rows())
    return [
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="#ced4da"/>'
        for a, b in ends
    ]


def shape(group: str, x: float, y: float) -> str:
    """The mark of a value of a group, around a place."""
    colour = GROUP_COLOURS.get(group, OTHER)
    corners = SHAPES.get(group, SHAPES["payment"])
    points = " ".join(f"{x + across:.1f},{y + down:.1f}" for across, down in corners)
    return f'points="{points}" fill="{colour}"'


def dot(tier: str, x: float, y: float) -> str:
    """The mark of an account of a tier, around a place: full, hollow within a ring, hollow."""
    colour = TIER_COLOURS[tier]
    inner = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' if tier == "member" else ""
    fill = colour if tier == "core" else "#ffffff"
    edge = "#ffffff" if tier == "core" else colour
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{fill}" stroke="{edge}" stroke-width="2"/>{inner}'


def marks(drawing: Drawing, points: dict[str, Point]) -> list[str]:
    """One mark a value, its name as a tooltip."""
    columns = drawing.values.select("value", "kind", "group", "mask").iter_rows()
    return [
        f"<polygon {shape(group, *points[f'v{value}'])}><title>{named(kind, mask)}</title></polygon>"
        for value, kind, group, mask in columns
    ]


def named(kind: str, mask: str) -> str:
    """What a value is called."""
    return _text(mask if mask.startswith(kind) else f"{kind} {mask}")


def labels(drawing: Drawing, points: dict[str, Point]) -> list[str]:
    """Names of the strongest values, but for those that would cover another."""
    shapes: list[str] = []
    taken: list[Point] = []
    for value, kind, mask in drawing.values.head(MOST_NAMES).select("value", "kind", "mask").iter_rows():
        x, y = points[f"v{value}"]
        name = named(kind, mask)
        if any(abs(x - a) < 7 * len(name) and abs(y - b) < 14 for a, b in taken):
            continue
        taken.append((x, y))
        shapes.append(
            f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle" fill="#343a40" '
            f'stroke="#ffffff" stroke-width="3" paint-order="stroke">{name}</text>'
        )
    return shapes


def dots(drawing: Drawing, points: dict[str, Point]) -> list[str]:
    """One dot a member, by tier, its id as a tooltip."""
    return [
        f"<g>{dot(tier, *points[f'a{account}'])}<title>{_text(name)} ({tier})</title></g>"
        for account, name, tier in drawing.members.select("account", "account_id", "tier").iter_rows()
    ]


def _text(raw: str) -> str:
    """Text of an element: what XML forbids, and what turns text around, is escaped like the rest."""
    return escape(printable.shown(raw))


def legend(drawing: Drawing) -> list[str]:
    """What the colours mean, for the tiers and groups that are there."""
    tiers = [tier for tier in TIER_COLOURS if tier in drawing.members["tier"]]
    groups = drawing.values["group"].unique().sort().to_list()
    x, shapes = WIDTH - LEGEND, []
    for row, name in enumerate([*tiers, *groups]):
        y = 60 + 22 * row
        if row < len(tiers):
            shapes.append(dot(name, x, y))
        else:
            shapes.append(f"<polygon {shape(name, x, y)}/>")
        shapes.append(f'<text x="{x + 14}" y="{y + 4}" fill="#343a40">{_text(name)}</text>')
    return shapes
