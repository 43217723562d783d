"""Answers come in zstd or gzip to who asks, from 1 kB on; the tag tells the encodings apart."""

import gzip

import httpx2
import pytest
import zstandard
from fastapi.testclient import TestClient

from tests.api.world import World

LARGE = {"account_ids": [f"nobody-{each}" for each in range(100)]}


def asked(client: TestClient, world: World, encoding: str, path: str = "/v1/rings") -> httpx2.Response:
    headers = world.headers("enforce", "investigate", "operate") | {"Accept-Encoding": encoding}
    return client.get(path, headers=headers)


def test_a_large_answer_is_encoded_and_says_so(world: World, client: TestClient) -> None:
    headers = world.headers("enforce") | {"Accept-Encoding": "gzip"}
    encoded = client.post("/v1/accounts/lookup", json=LARGE, headers=headers)
    plain = client.post("/v1/accounts/lookup", json=LARGE, headers=headers | {"Accept-Encoding": "identity"})
    assert (encoded.headers["content-encoding"], encoded.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert int(encoded.headers["content-length"]) < len(plain.content) / 5
    assert encoded.content == plain.content


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("zstd;q=0, gzip;q=0.2", "gzip"),
        ("GZIP", "gzip"),
    ],
)
def test_the_encoding_is_the_one_that_is_liked_best(
    address: str, world: World, given: str, found: str
) -> None:
    headers = world.headers("investigate") | {"Accept-Encoding": given}
    with httpx2.stream("GET", f"{address}/v1/accounts/farm-1/evidence", headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    assert (answer.headers["content-encoding"], answer.headers["vary"]) == (found, "Accept-Encoding")
    assert int(answer.headers["content-length"]) == len(raw)
    plain = zstandard.ZstdDecompressor().decompressobj().decompress if found == "zstd" else gzip.decompress
    assert b"farm-1" in plain(raw)


@pytest.mark.parametrize("encoding", ["identity", "br", "gzip;q=0", "zstd;q=0", "gzip;q=none", ""])
def test_who_does_not_ask_has_it_as_it_is(world: World, client: TestClient, encoding: str) -> None:
    assert "content-encoding" not in asked(client, world, encoding).headers


@pytest.mark.parametrize("path", ["/v1/accounts/farm-1", "/healthz"])
def test_a_small_answer_is_as_it_is(world: World, client: TestClient, path: str) -> None:
    assert "content-encoding" not in asked(client, world, "gzip", path).headers


def test_the_tag_of_an_encoded_answer_is_weak_and_holds(world: World, client: TestClient) -> None:
    answer = asked(client, world, "gzip", "/v1/accounts/farm-1/evidence")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"].startswith('W/"')
    headers = world.headers("investigate") | {
        "Accept-Encoding": "gzip",
        "If-None-Match": answer.headers["etag"],
    }
    assert client.get("/v1/accounts/farm-1/evidence", headers=headers).status_code == 304


def test_head_tells_the_length_of_the_encoded_answer(world: World, address: str) -> None:
    headers = world.headers("investigate") | {"Accept-Encoding": "gzip"}
    url = f"{address}/v1/accounts/farm-1/evidence"
    with httpx2.stream("GET", url, headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    head = httpx2.head(url, headers=headers)
    assert (head.content, int(head.headers["content-length"])) == (b"", len(raw))
    assert b"farm-1" in gzip.decompress(raw)
