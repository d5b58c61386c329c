"""Fashion-MNIST is read whole and unaltered, or one line says what is wrong.

Nothing is fetched here.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pooch
import pytest
from requests.exceptions import ConnectionError as NoConnection

from gen.errors import Problem
from gen.experiments import images

NAMES = tuple(images.FILES)


def packed(array: Any) -> bytes:
    """An idx file of bytes, packed."""
    array = np.asarray(array, dtype=np.uint8)
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(head + array.tobytes(), mtime=0)


PICTURES = np.arange(3 * 28 * 28).reshape(3, 28, 28) % 251
CONTENT = {name: packed(PICTURES if "images" in name else [7, 0, 9]) for name in NAMES}


class Served:
    """In the place of pooch's download: writes what it is given, or fails as it is told."""

    def __init__(self, content: dict[str, bytes], error: Exception | None = None) -> None:
        self.content, self.error = content, error
        self.asked: list[str] = []

    def __call__(self, url: str, output: str, *_: object) -> None:
        assert url.startswith(images.ADDRESS)
        name = url.removeprefix(images.ADDRESS)
        self.asked.append(name)
        if self.error:
            Path(output).write_bytes(self.content[name][:10])
            raise self.error
        Path(output).write_bytes(self.content[name])


@pytest.fixture(autouse=True)
def small_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Three pictures in place of the data, a cache of our own, and no network."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()}
    monkeypatch.setattr(images, "FILES", sums)
    monkeypatch.setattr(images, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv(images.VARIABLE, raising=False)
    monkeypatch.setattr(urllib.request, "urlopen", None)
    images.load.cache_clear()
    yield
    images.load.cache_clear()


def serve(monkeypatch: pytest.MonkeyPatch, served: Served) -> Served:
    monkeypatch.setattr(pooch, "HTTPDownloader", lambda **_: served)
    return served


def folder_of(tmp_path: Path, **changes: bytes | None) -> Path:
    """A folder with the files; `images` replaces the pictures for training, None drops them."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, content in CONTENT.items():
        changed = changes.get("images", content) if name == NAMES[0] else content
        if changed is not None:
            (folder / name).write_bytes(changed)
    return folder


def problem() -> str:
    with pytest.raises(Problem) as raised:
        images.load()
    text = str(raised.value)
    assert "\n" not in text
    return text


def test_the_folder_that_the_environment_names_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(images.VARIABLE, str(folder_of(tmp_path)))
    training, test = images.load()
    for part in (training, test):
        assert part.labels.tolist() == [7, 0, 9]
        assert part.pixels.shape == (3, 784)
        assert (part.pixels == PICTURES.reshape(3, 784)).all()


@pytest.mark.parametrize("bad", [CONTENT[NAMES[0]][:-5], CONTENT[NAMES[0]] + b"x", b""])
def test_a_truncated_or_altered_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, bad: bytes
) -> None:
    folder = folder_of(tmp_path, images=bad)
    monkeypatch.setenv(images.VARIABLE, str(folder))
    found = problem()
    assert found.startswith(f"{folder / NAMES[0]}: truncated or altered")
    assert found.endswith(f"{images.ADDRESS}{NAMES[0]}")


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(images.VARIABLE, str(folder_of(tmp_path, images=None)))
    found = problem()
    assert f"has no {NAMES[0]}" in found
    assert "FASHION_MNIST=/path make experiments" in found


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_wrong_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_bytes(b"")
    monkeypatch.setenv(images.VARIABLE, str(place))
    found = problem()
    assert found.startswith(f"FASHION_MNIST={place}: ")
    assert {"missing": "no such folder", "file": "a file, not a folder"}[kind] in found


@pytest.mark.parametrize("locked", ["folder", "file"])
def test_what_may_not_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, locked: str
) -> None:
    folder = folder_of(tmp_path)
    monkeypatch.setenv(images.VARIABLE, str(folder))

    def refuse(path: Path) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    # Permissions themselves would not stop root, who runs tests in containers.
    monkeypatch.setattr(Path, "iterdir" if locked == "folder" else "read_bytes", refuse)
    found = problem()
    assert "cannot be read (Permission denied)" in found
    assert str(folder) in found


def test_files_are_fetched_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served = serve(monkeypatch, Served(CONTENT))
    training, _ = images.load()
    images.load.cache_clear()
    again, _ = images.load()
    assert (training.pixels == again.pixels).all()
    assert sorted(served.asked) == sorted(NAMES)
    assert {file.name for file in (tmp_path / "cache").glob("[!.]*")} == set(NAMES)


def test_a_spoilt_cache_is_fetched_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for name, content in CONTENT.items():
        (cache / name).write_bytes(content)
    (cache / NAMES[0]).write_bytes(b"spoilt")
    served = serve(monkeypatch, Served(CONTENT))
    images.load()
    assert served.asked == [NAMES[0]]


@pytest.mark.parametrize(
    ("served", "says"),
    [
        (Served(CONTENT, NoConnection()), "cannot be fetched (ConnectionError)"),
        (Served(dict.fromkeys(NAMES, b"<html>")), "not the published file"),
        (Served({name: it[:-5] for name, it in CONTENT.items()}), "not the published file"),
        (Served(CONTENT, OSError(28, "No space left on device")), "No space left on device"),
    ],
)
def test_a_failed_fetch_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, served: Served, says: str
) -> None:
    serve(monkeypatch, served)
    found = problem()
    assert says in found
    assert "FASHION_MNIST=/path make experiments" in found
    assert not [file for file in (tmp_path / "cache").iterdir() if file.name != ".lock"]


def test_a_cache_that_cannot_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    serve(monkeypatch, Served(CONTENT))
    (tmp_path / "cache").write_bytes(b"")
    assert f"{tmp_path / 'cache'}: cannot be written" in problem()


FOLDER = os.environ.get(images.VARIABLE)


@pytest.mark.skipif(not FOLDER, reason="FASHION_MNIST is not set: the real images are not read")
def test_the_real_images_are_those_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    images.load.cache_clear()
    training, test = images.load()
    assert training.pixels.shape == (60_000, 784)
    assert test.pixels.shape == (10_000, 784)
    for part, each in ((training, 6_000), (test, 1_000)):
        assert np.bincount(part.labels).tolist() == [each] * 10
        assert 72 < part.pixels.mean() < 74
