"""The sample of real orders that comes with the package."""

from __future__ import annotations

from pathlib import Path


def sample_path() -> Path:
    """Where the sample is: a part of UCI Online Retail (CC BY 4.0; see NOTICE beside it)."""
    return Path(__file__).parents[1] / "samples" / "online_retail.csv.gz"
