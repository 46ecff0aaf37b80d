"""Django under WSGI. Never under ASGI: the same page is ten times slower there."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.server.settings.project")
application = get_wsgi_application()
