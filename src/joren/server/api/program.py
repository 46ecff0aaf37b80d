"""The API as a whole: its routes, how it answers what goes wrong, and its description."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from joren import __version__
from joren.errors import InputError
from joren.server.api.deprecation import ENDINGS
from joren.server.api.errors import ApiError, not_found, of_field, of_status
from joren.server.api.frame import View, framed
from joren.server.api.routes import carts, consents, intake, keys, merges, orders, products, profiles, webhooks

_DESCRIPTION = """\
Everything that this shop's Joren has stored, for programs.

Every request carries an API key (`joren keys create --kind api`), whose role decides what it may see: fields marked
`x-personal` are null for roles that see no personal data. Lists come in pages with a `cursor`; a `POST` with an
`Idempotency-Key` may be sent again; every error has one shape; `RateLimit-*` headers tell what is left.
"""


class Program(NinjaAPI):
    """Django Ninja, kept to what holds for every operation."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:  # noqa: ARG002
        """One shape for everything that goes wrong."""
        match exc:
            case ApiError():
                return exc.response()
            case ValidationError():
                return of_field(exc.errors).response()
            case InputError():
                # What an action refuses names the field behind a dot: `webhooks.url`.
                return ApiError(422, exc.code, exc.message, field=exc.code.partition(".")[2] or None).response()
            case HttpError():
                return of_status(exc.status_code).response()
            case Http404():
                return not_found().response()
            case _:
                raise exc

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with what will end marked so."""
        found = super().get_openapi_schema(**given)
        for route, operations in found["paths"].items():
            for method, operation in operations.items():
                if f"{method.upper()} {route}" in ENDINGS:
                    operation["deprecated"] = True
        return found


api = Program(
    title="Joren",
    version=__version__,
    description=_DESCRIPTION,
    docs_url=None,  # its pages do not hold under our content security policy
    openapi_url="/openapi.json",
    urls_namespace="api",
)
ROUTERS: dict[str, Router] = {
    "profiles": profiles.router, "merges": merges.router, "orders": orders.router, "carts": carts.router,
    "products": products.router, "coupons": products.coupons, "intake": intake.router, "webhooks": webhooks.router,
    "keys": keys.router,
}  # fmt: skip
for name, router in ROUTERS.items():
    api.add_router(f"/{name}", router, tags=[name])
api.add_router("/profiles", consents.router, tags=["consents"])


def _nothing(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    raise not_found()


nothing = framed(_nothing)


def urls() -> tuple[list[URLPattern], str]:
    """Every address under `/api/v1/`."""
    found: list[URLPattern] = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern):
            pattern.callback = framed(cast("View", pattern.callback))
            found.append(pattern)
    return [*found, path("<path:rest>", nothing)], "api"
