"""Takes events in over HTTP and keeps them: an ASGI program and its spool. Knows no database."""
