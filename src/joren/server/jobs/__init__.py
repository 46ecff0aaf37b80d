"""Leases of background work."""
