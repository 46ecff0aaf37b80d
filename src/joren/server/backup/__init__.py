"""The whole shop in one archive, made while it runs, and put back. `docs/algorithms/backup.md` says why it fits."""
