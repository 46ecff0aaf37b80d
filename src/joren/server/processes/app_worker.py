"""What granian loads in the process that answers requests."""

from __future__ import annotations

from joren.server.parent import leave_with_parent
from joren.server.wsgi import application

leave_with_parent()

__all__ = ["application"]
