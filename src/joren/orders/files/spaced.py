"""Text whose columns stand apart by spaces, without a header: the form of the CDNOW files."""

from __future__ import annotations

from joren.engine.duckdb import DuckDBEngine
from joren.orders.files.opened import Opened
from joren.orders.files.quoting import text


def columns_apart(start: str) -> tuple[int, bool] | None:
    """How many columns of numbers stand apart by spaces, and whether a header does; None for texts of other forms."""
    lines = [line.split() for line in start.splitlines()[:200] if line.strip()]
    header = bool(lines) and not any(map(_is_number, lines[0]))
    rows = lines[header:]
    counts = {len(row) for row in (rows[:-1] if len(rows) > 2 else rows)}
    if len(rows) < 2 or len(counts) != 1 or not all(_is_number(cell) for row in rows[:-1] for cell in row):
        return None
    return counts.pop(), header


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


def open_spaced(
    source: str, engine: DuckDBEngine, headers: tuple[str, ...], shown: str, *, skip: int, encoding: str, held: object
) -> Opened:
    """Open such a file, with names for its columns."""
    lines = (
        f"read_csv({text(source)}, auto_detect = false, header = false, skip = {skip}, "
        "columns = {'line': 'VARCHAR'}, "
        "delim = '\x1f', quote = '', escape = '', compression = 'none')"
    )
    split = f"SELECT string_split_regex(trim(line), '\\s+') AS cells FROM {lines} WHERE trim(line) <> ''"  # noqa: S608
    cells = ", ".join(f'cells[{place}] AS "{header}"' for place, header in enumerate(headers, start=1))
    table = engine.view(f"SELECT {cells} FROM ({split}) WHERE len(cells) = {len(headers)}", "rows")  # noqa: S608

    def broken() -> int:
        sql = f"SELECT count(*) FROM ({split}) WHERE len(cells) <> {len(headers)}"  # noqa: S608
        return int(engine.backend.con.execute(sql).fetchall()[0][0])

    return Opened(shown, engine, table, {}, lambda _column: None, encoding, " ", broken=broken, held=held)
