"""The processes of a running Joren, and the one that keeps them running."""
