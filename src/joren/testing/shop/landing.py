"""Events of a made shop as calls of the Segment specification, and as rows of the lake: the same, said twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from joren.events.names import COMMERCE
from joren.identity import Kind as IdKind
from joren.identity import number_of
from joren.testing.shop.draws import Ints
from joren.testing.shop.pieces import braced, glue, glue_present, moments, numbers
from joren.testing.shop.steps import Kind, Steps
from joren.testing.shop.wording import TELL_MAIL, Said, Wording


class Landing:
    """Turns steps, in order of time, into calls or rows in the same order."""

    def __init__(self, wording: Wording, seed: int) -> None:
        self.wording, self._prefix = wording, f"shop-{seed}-"

    def calls(self, steps: Steps) -> Any:
        """Each step as the JSON of one call: an Arrow array of texts."""
        return self._by_kind(steps, self._calls_of)

    def rows(self, steps: Steps, first: int, schema: Any, write_key: str) -> Any:
        """Each step as the row that it lands in: an Arrow table of `schema`.

        As if each had been sent alone at its moment: `received_at` is `occurred_at`, and `record` counts from `first`.
        """

        def of_kind(kind: Kind, part: Steps) -> Any:
            return self._rows_of(kind, part, schema, write_key)

        table = self._by_kind(steps, of_kind)
        number = schema.get_field_index("record")
        counted = pa.array(np.arange(first, first + len(steps)), pa.int64())
        return table.set_column(number, schema.field(number), counted)

    def _by_kind(self, steps: Steps, make: Callable[[Kind, Steps], Any]) -> Any:
        """What `make` makes of the steps of each kind, put back in the order of all."""
        order = np.argsort(steps.kind, kind="stable")
        kinds, begins = np.unique(steps.kind[order], return_index=True)
        ends = [*begins[1:], len(order)]
        parts = [make(Kind(kind), steps.take(order[a:b])) for kind, a, b in zip(kinds, begins, ends, strict=True)]
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        whole = pa.concat_tables(parts) if isinstance(parts[0], pa.Table) else pa.concat_arrays(parts)
        return whole.take(pa.array(back))

    def _calls_of(self, kind: Kind, steps: Steps) -> Any:
        said, size = self.wording.say(kind, steps), len(steps)
        customer, device = self._ids(said, steps)
        event = f',"event":"{_spelled(said.name)}"' if said.call == "track" else ""
        what = "traits" if said.call == "identify" else "properties"
        context = braced([piece.call for piece in said.context], size)
        return glue_present(
            f'{{"type":"{said.call}","messageId":"',
            self._message_ids(steps),
            '"',
            glue(',"anonymousId":"', device, '"'),
            glue(',"userId":"', customer, '"'),
            ',"timestamp":"',
            moments(steps.time),
            f'"{event},"{what}":',
            braced([piece.call for piece in said.properties], size),
            glue(',"context":', context),
            "}",
        )

    def _rows_of(self, kind: Kind, steps: Steps, schema: Any, write_key: str) -> Any:
        said, size = self.wording.say(kind, steps), len(steps)
        customer, device = self._ids(said, steps)
        time = pa.array(steps.time, pa.timestamp("us", tz="UTC"))
        columns: dict[str, Any] = {
            "day": time.cast(pa.date32()), "occurred_at": time, "received_at": time, "position": 0,
            "call": said.call, "name": said.name, "message_id": self._message_ids(steps), "customer_id": customer,
            "anonymous_id": device, "subject": self._subjects(said, kind, steps), "source": "customer",
            "write_key": write_key,
            "properties": _rest(said.properties, size), "context": _rest(said.context, size),
        }  # fmt: skip
        for piece in (*said.properties, *said.context):
            columns |= piece.columns
        arrays = [_array(columns.get(field.name), field.type, size) for field in schema]
        return pa.Table.from_arrays(arrays, schema=schema)

    def _ids(self, said: Said, steps: Steps) -> tuple[Any, Any]:
        persons, device = self.wording.persons, self.wording.device(steps)
        return (
            persons.customer_ids(steps.person, where=said.customer),
            persons.device_ids(steps.person, device, where=said.device),
        )

    def _subjects(self, said: Said, kind: Kind, steps: Steps) -> Any:
        """The numbers of the strongest ids that the events come with (`joren.harvest.subject`)."""
        customer, device = self._ids(said, steps)
        mail = self.wording.persons.emails(steps.person)
        named = ~said.customer & np.full(len(steps), kind in TELL_MAIL)
        found = np.zeros(len(steps), dtype=np.int64)
        for id_kind, where, values in (
            (IdKind.CUSTOMER, said.customer, customer),
            (IdKind.EMAIL, named, mail),
            (IdKind.ANONYMOUS, ~said.customer & ~named & said.device, device),
        ):
            different = values.filter(pa.array(where)).dictionary_encode()
            numbers_of = [number_of(id_kind, value) for value in different.dictionary.to_pylist()]
            found[where] = np.array(numbers_of, dtype=np.int64)[different.indices.to_numpy(zero_copy_only=False)]
        return pa.array(found, mask=~(said.customer | named | said.device))

    def _message_ids(self, steps: Steps) -> Any:
        place: Ints = steps.place.astype(np.int64)
        return glue(self._prefix, numbers(steps.person), "-", numbers(steps.visit), "-", numbers(place))


def _rest(pieces: Any, size: int) -> Any:
    return braced([piece.rest for piece in pieces if piece.rest is not None], size)


def _array(values: Any, kind: Any, size: int) -> Any:
    if values is None:
        return pa.nulls(size, kind)
    if isinstance(values, str | int):
        return pa.repeat(pa.scalar(values, kind), size)
    return values if values.type == kind else pc.cast(values, kind)


def _spelled(name: str) -> str:
    """As clients of the Segment specification write it."""
    return name.replace("_", " ").title() if name in COMMERCE else name
