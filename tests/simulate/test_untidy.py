"""Untidiness that a normaliser must undo, in the shares it should come in."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from linkage.simulate import text, untidy

from .conftest import Written, number

World = Callable[..., Written]


def rng() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(1))


def test_case_and_spaces_change_and_letters_do_not() -> None:
    tidy = pl.Series(["Maple Street"] * 2_000)
    made = untidy.cased(rng(), tidy, 0.2, 0.2)
    assert (made.str.strip_chars().str.to_lowercase() == "maple street").all()
    assert made.n_unique() > 3


def test_some_cells_are_null_and_some_mean_nothing() -> None:
    made = untidy.gaps(rng(), pl.Series(["x"] * 5_000), 0.1, 0.1)
    assert made.null_count() / 5_000 == pytest.approx(0.1, abs=0.02)
    assert set(made.drop_nulls()) == {"x", *untidy.NOTHING}


def test_a_time_names_the_same_moment_in_any_zone() -> None:
    at, region = np.full(500, 1_750_000_000), np.arange(500) % 60
    written = untidy.moments(rng(), at, region)
    assert written.n_unique() > 5
    assert set(written.str.to_datetime(time_zone="UTC").dt.timestamp("ms")) == {1_750_000_000_000}


def test_one_door_is_written_in_many_ways_and_two_doors_never_alike() -> None:
    key = np.repeat(np.arange(1, 301, dtype=np.uint64) * 977, 30)
    written = untidy.places(rng(), key, np.zeros(len(key), dtype=np.int64))
    short = {"st.": "street", "ave": "avenue", "rd.": "road", "ln": "lane", "dr.": "drive", "ct": "court"}
    short |= {"apartment": "apt", "#": "apt "}
    plain = (
        written.str.strip_chars()
        .str.to_lowercase()
        .str.replace_many([f" {a}" for a in short], [f" {b}" for b in short.values()])
    )
    plain = plain.str.replace_all("[ ,]+", " ").str.replace_all("streetreet|avenuenue", "street")
    doors = pl.DataFrame({"key": key, "written": written, "number": plain.str.extract(r"(\d{5})")})
    assert number(doors.group_by("key").agg(pl.n_unique("written"))["written"].mean()) > 2
    assert doors.group_by("key").agg(pl.n_unique("number"))["number"].max() == 1


def test_a_device_keeps_its_id_but_for_capitals() -> None:
    key = np.repeat(np.arange(1, 200, dtype=np.uint64) * 7_919_777, 20)
    written = untidy.devices(rng(), key).str.strip_chars().str.to_lowercase()
    assert pl.DataFrame({"key": key, "id": written}).group_by("key").agg(pl.n_unique("id"))["id"].max() == 1
    assert written.n_unique() == 199
    assert written.str.contains(
        "^([0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12})$"
    ).all()


def test_addresses_of_both_families_are_written() -> None:
    made = text.addresses(
        np.array([0, 0x2A00_0001_0000_0002], dtype=np.uint64), np.array([0x0102_0304, 5], dtype=np.uint64)
    )
    assert made.to_list() == ["1.2.3.4", "2a00:1:0:2:0:0:0:5"]


def test_about_a_seventh_of_home_lines_is_ipv6(world: World) -> None:
    rows = world("honest", 20_000).feed("network").filter(pl.col("network_type") == "residential")
    assert 0.1 < number(rows["ip"].str.contains(":").mean()) < 0.22


def test_names_keep_their_accents_for_most() -> None:
    n = 4_000
    made = untidy.full_names(rng(), np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64), np.full(n, 32))
    assert 0.7 < number(made.str.contains("(?i)joão").mean()) < 0.95
    assert made.str.contains(",").any()


def test_templates_of_people_are_their_own_and_popular_ones_are_alike() -> None:
    codes = np.concatenate([np.arange(4_000), 10**6 + np.arange(4_000)])
    assert text.templates(codes).n_unique() == 8_000


def test_no_two_firms_share_a_domain() -> None:
    assert len({text.domain(10_000 + code) for code in range(5_000)}) > 4_990
