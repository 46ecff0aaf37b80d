"""REST at `/api/v1/…`: everything stored here, for programs."""
