"""Outgoing webhooks: what happens here is told to other people's servers, signed and with patience."""
