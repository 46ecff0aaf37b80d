"""From the spool into the stores."""
