"""`joren connect`: the shops that Joren listens to and writes to."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joren.cli.progress import bar
from joren.cli.up import data_option, options_for
from joren.errors import InputError, JorenError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.server.connectors.models import BackFill, Connection
    from joren.server.connectors.shop import Shop

_VARIABLE = "JOREN_CONNECT_"
_json_option = click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON."))


@click.group(help=_("The shops that Joren listens to and writes to: connect, look after and disconnect them."))
def connect() -> None:
    """Hold the commands together."""


@connect.command(
    help=_(
        "Connect a shop: shopify, woocommerce, bigcommerce, or generic for any other. Its secrets are asked for, or "
        "read from the environment (JOREN_CONNECT_ACCESS_TOKEN …) or from lines name=value on standard input."
    )
)
@click.argument("shop")
@click.option("--name", help=_("A name to tell the shop apart; the kind of shop, if none is given."))
@click.option("--address", default="", help=_("Where the shop is, such as https://shop.example.com."))
@_json_option
@data_option
def add(shop: str, name: str | None, address: str, as_json: bool, data: Path) -> None:
    """Store a connection; have webhooks sent; plan the back-fill."""
    _open(data)
    from joren.server.connectors import actions  # noqa: PLC0415  (needs Django's apps)
    from joren.server.connectors.opening import opened  # noqa: PLC0415
    from joren.server.connectors.registry import shop_named  # noqa: PLC0415

    kind = shop_named(shop)
    connection = actions.connect(shop, name or shop, address, _secrets(kind))
    try:
        about = _look(connection)
        subscribed = _subscribe(connection)
    except JorenError:
        actions.disconnect(connection)
        raise
    actions.plan_back_fill(connection)
    told = {"name": connection.name, "shop": shop, "webhooks": _hook_address(connection), "about": about,
            "topics": subscribed}  # fmt: skip
    if kind.kinds == ():
        told["secret"] = opened(connection).secrets["webhook_secret"]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(_("Connected: {name}").format(name=connection.name))
    click.echo(_("Webhooks come in at: {address}").format(address=told["webhooks"]))
    if "secret" in told:
        click.echo(_("They are signed with this secret, shown this once: {secret}").format(secret=told["secret"]))
    if kind.kinds:
        click.echo(_("The past is fetched while Joren runs, or now: joren connect back-fill {name}").format(
            name=_quoted(connection.name))
        )  # fmt: skip


@connect.command("list", help=_("Show the connected shops, how they are, and what somebody has to see to."))
@_json_option
@data_option
def list_(as_json: bool, data: Path) -> None:
    """Show all connections."""
    _open(data)
    from joren.server.connectors import queries  # noqa: PLC0415  (needs Django's apps)

    found = [_told(each) for each in queries.connections()]
    wishes = [
        {"wish": each.wish, "reference": each.reference, "customer_id": each.customer_id,
         "due_at": each.due_at.isoformat()}
        for each in queries.open_privacy_requests()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps({"connections": found, "privacy_requests": wishes}, ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each['name']}  {each['shop']}  {each['address']}  {each['state']}")
        if each["trouble"]:
            click.secho(f"  {each['trouble']}", fg="yellow")
        for walk in each["back_fills"]:
            click.echo(f"  {walk['kind']}: {walk['state']}, {walk['things']:,}")
    if wishes:
        click.secho(_("Requests about somebody's data to see to: {count}").format(count=len(wishes)), fg="yellow")


@connect.command(help=_("Ask a shop who it is: whether its secrets are good, and its webhooks set up."))
@click.argument("name")
@data_option
def test(name: str, data: Path) -> None:
    """Try a connection."""
    connection = _connection(name, data)
    about = _look(connection)
    click.echo(", ".join(f"{key}: {value}" for key, value in about.items()) or _("This shop can only be listened to."))
    click.echo(_("Webhooks come in at: {address}").format(address=_hook_address(connection)))


@connect.command(help=_("Give a shop new secrets, and go on with what stood still. Those left empty stay as they are."))
@click.argument("name")
@data_option
def renew(name: str, data: Path) -> None:
    """Replace secrets."""
    connection = _connection(name, data)
    from joren.server.connectors import actions  # noqa: PLC0415  (needs Django's apps)
    from joren.server.connectors.registry import shop_named  # noqa: PLC0415

    actions.renew(connection, _secrets(shop_named(connection.shop), all_optional=True))
    _look(connection)
    click.echo(_("Connected: {name}").format(name=connection.name))


@connect.command(help=_("Have a shop's webhooks sent here again, as far as they are missing or were switched off."))
@click.argument("name")
@data_option
def webhooks(name: str, data: Path) -> None:
    """Subscribe again."""
    connection = _connection(name, data)
    for topic in _subscribe(connection):
        click.echo(topic)


@connect.command("back-fill", help=_("Fetch a shop's past now; what changed since the last time, if it was fetched."))
@click.argument("name")
@click.option("--kind", "kinds", multiple=True, help=_("Only this: orders, customers … Can be given several times."))
@click.option("--again", is_flag=True, help=_("Fetch everything once more, not only what changed."))
@_json_option
@data_option
def back_fill(name: str, kinds: tuple[str, ...], again: bool, as_json: bool, data: Path) -> None:
    """Walk in the foreground."""
    connection = _connection(name, data)
    from joren.server.connectors import actions, queries  # noqa: PLC0415  (needs Django's apps)
    from joren.server.connectors.walking import walk  # noqa: PLC0415
    from joren.server.ingest import way_in  # noqa: PLC0415

    actions.plan_back_fill(connection, kinds, again=again)
    try:
        with bar(wanted=not as_json) as show:
            walked = walk(connection, threading.Event(), show)
    finally:
        way_in.close()
    if not walked:
        raise JorenError(_("Joren fetches this shop's past already. Look at it with: joren connect list"))
    done = [_told_walk(each) for each in queries.back_fills(connection)]
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
        return
    for each in done:
        click.echo(f"{each['kind']}: {each['things']:,}")


@connect.command(help=_("Disconnect a shop: have no more webhooks sent, and forget its secrets. What came in stays."))
@click.argument("name")
@data_option
def remove(name: str, data: Path) -> None:
    """Forget a connection."""
    connection = _connection(name, data)
    from joren.server.connectors import actions  # noqa: PLC0415  (needs Django's apps)
    from joren.server.connectors.opening import hook_address, open_api  # noqa: PLC0415

    api = open_api(connection)
    if api is not None:
        try:
            api.unsubscribe(hook_address(connection))
        except JorenError as error:
            click.echo(_("The shop's webhooks could not be taken back: {why}").format(why=error.message), err=True)
        finally:
            api.close()
    actions.disconnect(connection)
    click.echo(_("Disconnected: {name}").format(name=name))


def _open(data: Path) -> None:
    """Load the tables of a data folder, made when it is new."""
    options = options_for(data)
    os.environ.update(options.environment())
    from joren.server.processes.prepare import make_folder, start_django  # noqa: PLC0415

    make_folder(options)
    start_django()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)


def _connection(name: str, data: Path) -> Connection:
    _open(data)
    from joren.server.connectors import queries  # noqa: PLC0415  (needs Django's apps)

    found = queries.connection_named(name)
    if found is None:
        names = ", ".join(each.name for each in queries.connections()) or "–"
        raise InputError(_("There is no connection “{name}”. There are: {names}.").format(name=name, names=names))
    return found


def _secrets(kind: Shop, *, all_optional: bool = False) -> dict[str, str]:
    """The secrets: never from the command line, which every user of the machine can read."""
    given: Mapping[str, str] = {
        each.name: os.environ.get(f"{_VARIABLE}{each.name.upper()}", "") for each in kind.secrets
    }
    if any(given.values()):
        return dict(given)
    if not sys.stdin.isatty():
        pairs = (line.partition("=") for line in sys.stdin.read().splitlines())
        return {name.strip(): value.strip() for name, sign, value in pairs if sign}
    return {
        each.name: click.prompt(
            each.label, hide_input=True, default="" if all_optional or not each.required else None, show_default=False
        )
        for each in kind.secrets
    }


def _look(connection: Connection) -> dict[str, Any]:
    """What the shop says of itself, kept."""
    from joren.server.connectors import actions  # noqa: PLC0415  (needs Django's apps)
    from joren.server.connectors.opening import open_api  # noqa: PLC0415

    api = open_api(connection)
    if api is None:
        return {}
    try:
        about = api.about()
    except JorenError as error:
        actions.note_trouble(connection, error)
        raise
    finally:
        api.close()
    actions.note_settings(connection, about)
    actions.note_answer(connection)
    return about


def _subscribe(connection: Connection) -> list[str]:
    from joren.server.connectors.opening import hook_address, open_api  # noqa: PLC0415  (needs Django's apps)

    address = hook_address(connection)
    if not address.startswith("https://"):
        click.echo(
            _(
                "No webhooks yet: shops send them to https only. Set JOREN_PUBLIC_URL, then: "
                "joren connect webhooks {name}"
            ).format(name=_quoted(connection.name)),
            err=True,
        )  # fmt: skip
        return []
    api = open_api(connection)
    if api is None:
        return []
    try:
        return api.subscribe(address)
    finally:
        api.close()


def _hook_address(connection: Connection) -> str:
    from joren.server.connectors.opening import hook_address  # noqa: PLC0415  (needs Django's apps)

    return hook_address(connection)


def _told(connection: Connection) -> dict[str, Any]:
    from joren.server.connectors import queries  # noqa: PLC0415  (needs Django's apps)

    return {
        "name": connection.name, "shop": connection.shop, "address": connection.address, "state": connection.state,
        "trouble": connection.trouble, "webhooks": connection.webhooks,
        "refused_webhooks": connection.refused_webhooks, "unknown_webhooks": connection.unknown_webhooks,
        "webhook_at": connection.webhook_at.isoformat() if connection.webhook_at else None,
        "back_fills": [_told_walk(each) for each in queries.back_fills(connection)],
    }  # fmt: skip


def _told_walk(walk: BackFill) -> dict[str, Any]:
    return {"kind": walk.kind, "state": walk.state, "things": walk.things, "calls": walk.calls,
            "trouble": walk.trouble}  # fmt: skip


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
