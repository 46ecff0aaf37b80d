"""Journeys: the ways from the first visit to the first order, where people leave, and how segments differ in it."""

from __future__ import annotations

from joren.journeys.map import (
    STEPS,
    Difference,
    DropOff,
    JourneyMap,
    Step,
    Transition,
    differences,
    first_steps,
    journey_map,
    journey_maps,
    transitions,
)
from joren.journeys.states import STATES, moves

__all__ = [
    "STATES",
    "STEPS",
    "Difference",
    "DropOff",
    "JourneyMap",
    "Step",
    "Transition",
    "differences",
    "first_steps",
    "journey_map",
    "journey_maps",
    "moves",
    "transitions",
]
