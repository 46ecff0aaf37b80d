"""Random numbers that are a function of what they are for, so that nothing depends on the order of asking.

A usual generator hands out numbers in turn: who asks in larger chunks gets others. Here a number is the hash of the
seed, of a purpose and of keys (a person, a visit, a step). The mixing is the finaliser of SplitMix64 (Steele, Lea and
Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), once for each key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
#: A key: the numbers of persons, visits, steps, or one number for all.
Key = npt.NDArray[np.integer] | int

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)


class Draws:
    """The random numbers of one seed. Every method takes a purpose and integer keys, which are broadcast."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, purpose: str, *keys: Key) -> Bits:
        """64 random bits for each combination of keys."""
        mixed = np.array([_of_purpose(self._seed, purpose)], dtype=np.uint64)
        for key in keys:
            numbers = np.atleast_1d(np.asarray(key, dtype=np.int64)).view(np.uint64)
            mixed = _mix((mixed ^ numbers) + _GOLDEN)
        return mixed

    def uniform(self, purpose: str, *keys: Key) -> Floats:
        """Numbers between 0 and 1, neither included."""
        shifted: Floats = (self.bits(purpose, *keys) >> _11).astype(np.float64)
        return (shifted + 0.5) * 2.0**-53

    def below(self, purpose: str, count: int, *keys: Key) -> Ints:
        """Whole numbers from 0 to `count` - 1."""
        return (self.uniform(purpose, *keys) * count).astype(np.int64)

    def pick(self, purpose: str, weights: Sequence[float], *keys: Key) -> Ints:
        """Whole numbers from 0, as often as their weights say."""
        return at_weight(np.cumsum(weights), self.uniform(purpose, *keys))

    def exponential(self, purpose: str, *keys: Key) -> Floats:
        """Waiting times with mean 1."""
        return -np.log(self.uniform(purpose, *keys))


def at_weight(cumulative: Floats, uniform: Floats) -> Ints:
    """Which of the choices with these cumulative weights each number between 0 and 1 falls on."""
    return np.asarray(np.searchsorted(cumulative, uniform * cumulative[-1], side="right"), dtype=np.int64)


def _mix(bits: Bits) -> Bits:
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits = (bits ^ (bits >> _27)) * _SECOND
    return bits ^ (bits >> _31)


@lru_cache(maxsize=512)
def _of_purpose(seed: int, purpose: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{purpose}".encode(), digest_size=8).digest(), "little")
