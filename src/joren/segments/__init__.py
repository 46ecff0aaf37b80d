"""Segments of a shop's customers: RFM scores, and the named groups with their members and what to do about them."""

from __future__ import annotations

from joren.segments.boundaries import Boundaries
from joren.segments.named import SEGMENTS, Named
from joren.segments.rfm import RfmCell
from joren.segments.rules import SegmentRules
from joren.segments.segmentation import Segment, Segmentation, segment

__all__ = ["SEGMENTS", "Boundaries", "Named", "RfmCell", "Segment", "SegmentRules", "Segmentation", "segment"]
