"""Merges and separations of customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from joren.server.api import queries
from joren.server.api.cursors import Paging, page
from joren.server.api.routes import answers
from joren.server.api.routes.profiles import SEE, MergeOut, MergePage

router = Router()


@router.get("", auth=SEE, response=answers(MergePage), operation_id="listMerges", summary="List merges")
def list_merges(request: HttpRequest, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Every id that went from one customer to another, the oldest first: read on from the last cursor to keep up."""
    found, following = page(queries.moves(), paging, ("id",))
    return MergePage(data=[MergeOut.of(row) for row in found], next=following)
