"""Doubles and made worlds to test and to measure by. No part of a running shop imports them, but for the demo."""
