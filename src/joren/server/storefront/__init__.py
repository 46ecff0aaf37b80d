"""What a shopper's browser touches: the tracker, and later the widgets."""
