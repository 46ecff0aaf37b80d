"""The version that the tables belong to."""

from __future__ import annotations

from django.db import connection

from joren.server.installation.models import Installation


def version_of_tables() -> str:
    """The version that last worked on the tables; nothing when there are none yet."""
    if Installation._meta.db_table not in connection.introspection.table_names():
        return ""
    row = Installation.objects.filter(pk=1).first()
    return row.version if row else ""
