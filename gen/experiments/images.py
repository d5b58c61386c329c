"""Fashion-MNIST: 70,000 pictures of clothes in ten classes, from four files held to checksums.

The files stand in the folder that FASHION_MNIST names, or in the cache, where the first use puts
them from the address of their authors.

Source: Xiao et al. 2017.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pooch
from filelock import FileLock
from numpy.typing import NDArray

from gen.errors import Problem

VARIABLE = "FASHION_MNIST"
"""The environment variable that names the folder of the files."""

ADDRESS = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
"""Where the authors of the data publish the files."""

FILES: Mapping[str, str] = {
    "train-images-idx3-ubyte.gz": (
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
    ),
    "train-labels-idx1-ubyte.gz": (
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
    ),
}
"""The SHA-256 of each file. Their MD5 sums are those that the authors print beside the links."""

_TRAINING, _TEST = "train", "t10k"
_CURE = f"name the folder with the four files: {VARIABLE}=/path make experiments"


@dataclass(frozen=True)
class Images:
    """Pictures and what they show."""

    pixels: NDArray[np.uint8]
    """Of shape (pictures, 784): 28 rows of 28 gray values, from 0 to 255."""
    labels: NDArray[np.int64]
    """Of shape (pictures,): classes from 0 to 9."""


@cache
def load() -> tuple[Images, Images]:
    """The 60,000 pictures for training and the 10,000 for the test.

    Raises Problem when a file is missing, cannot be read or fetched, or is not the published one.
    """
    return _images(_TRAINING), _images(_TEST)


def _images(part: str) -> Images:
    pixels = _array(_content(f"{part}-images-idx3-ubyte.gz"))
    labels = _array(_content(f"{part}-labels-idx1-ubyte.gz"))
    return Images(pixels.reshape(len(pixels), -1), labels.astype(np.int64))


def _array(packed: bytes) -> NDArray[np.uint8]:
    """The array in a packed idx file: two zeros, type, directions; big-endian lengths; bytes."""
    data = gzip.decompress(packed)
    directions = data[3]
    lengths = np.frombuffer(data, ">u4", count=directions, offset=4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * directions).reshape(lengths)


def _content(name: str) -> bytes:
    """The bytes of a published file."""
    folder = os.environ.get(VARIABLE)
    path = _in_folder(Path(folder), name) if folder else _in_cache(name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path}: cannot be read ({error.strerror}); {_CURE}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != FILES[name]:
        raise Problem(
            f"{path}: truncated or altered, its SHA-256 begins with {found[:12]} and not with"
            f" {FILES[name][:12]}; get it again from {ADDRESS}{name}"
        )
    return content


def _in_folder(folder: Path, name: str) -> Path:
    """The path of a file in the folder that the environment names."""
    where = f"{VARIABLE}={folder}"
    try:
        if not folder.exists():
            raise Problem(f"{where}: no such folder; {_CURE}, or unset it to fetch them")
        if not folder.is_dir():
            raise Problem(f"{where}: a file, not a folder; {_CURE}")
        present = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise Problem(f"{where}: cannot be read ({error.strerror}); {_CURE}") from error
    if name not in present:
        raise Problem(f"{where}: has no {name}; {_CURE}, or get it from {ADDRESS}{name}")
    return folder / name


def _in_cache(name: str) -> Path:
    """The path of a file in the cache, fetched if it is not there yet, whole or not at all."""
    folder = cache_folder()
    store = pooch.create(
        path=folder,
        base_url=ADDRESS,
        registry={file: f"sha256:{checksum}" for file, checksum in FILES.items()},
    )
    pooch.get_logger().setLevel("WARNING")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Parts of an experiment run side by side: one of them fetches, the others wait.
        with FileLock(folder / ".lock"):
            fetched = store.fetch(name, downloader=pooch.HTTPDownloader(progressbar=True))
    except ValueError as error:
        raise Problem(
            f"{ADDRESS}{name}: what came is not the published file, and was thrown away; try again,"
            f" or {_CURE}"
        ) from error
    except OSError as error:
        # What the network refuses has no number of the operating system; a folder's refusal has.
        if error.errno is not None:
            raise Problem(f"{folder}: cannot be written ({error.strerror}); {_CURE}") from error
        raise Problem(
            f"{ADDRESS}{name}: cannot be fetched ({type(error).__name__}); with the files at hand,"
            f" {_CURE}"
        ) from error
    return Path(fetched)


def cache_folder() -> Path:
    """Where fetched files stay, below the user's cache."""
    return Path(pooch.os_cache("activation-functions-checked"))
