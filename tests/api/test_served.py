"""Answers in bytes say what the shapes say, and keys are those the engine makes."""

from pathlib import Path

import numpy as np
import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.runtime.overlay import Overlay
from api.runtime.served import Served
from api.schemas.accounts import Account, Standings
from linkage.hashing import account_key as key
from linkage.hashing import account_keys as keys
from linkage.normalise import account_keys
from tests.api.world import HONEST, NOON, RINGS, World

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    publication = World(tmp_path_factory.mktemp("home")).publish()
    return Served(publication, Overlay(newcomers=np.sort(keys(["new-1", "new-2"]))), NOON, 100)


@given(st.lists(IDS, max_size=20))
def test_the_keys_of_many_are_the_keys_of_each(ids: list[str]) -> None:
    assert keys(ids).tolist() == [key(each) for each in ids]


def test_keys_are_those_the_engine_makes() -> None:
    ids = [*HONEST, "käthe", "💳", "a" * 256]
    assert account_keys(pl.Series(ids)).to_list() == keys(ids).tolist()


@given(IDS)
def test_any_id_is_answered_in_sound_json(served: Served, account_id: str) -> None:
    (item,) = Standings.model_validate(orjson.loads(served.many([account_id], stale=False))).items
    assert (item.account_id, item.known, item.judged, item.ring) == (account_id, False, False, None)


@pytest.mark.parametrize("account_id", ["farm-1", "farm-5", "mill-1", "honest-3", "new-2"])
@pytest.mark.parametrize("stale", [True, False])
def test_an_answer_has_the_shape_the_contract_gives_it(served: Served, account_id: str, stale: bool) -> None:
    body = orjson.loads(served.one(account_id, stale) or b"")
    assert Account.model_validate(body).model_dump() == body
    assert body["stale"] is stale


def test_the_tag_tells_stale_answers_from_fresh_ones(served: Served) -> None:
    assert served.etag(stale=True) != served.etag(stale=False)


def test_the_tag_is_the_same_in_every_process_that_serves_the_same(served: Served, tmp_path: Path) -> None:
    twin = Served(served.publication, served.overlay, NOON, 100)
    assert twin.etag(stale=False) == served.etag(stale=False)


def test_no_account_is_answered_of_an_empty_publication(tmp_path: Path) -> None:
    world = World(tmp_path)
    empty = Served(world.publish({"pair": RINGS["mill"]}), Overlay(), NOON, 100)
    assert empty.one("farm-1", stale=False) is None
    assert orjson.loads(empty.many([], stale=False))["items"] == []
