"""Background work: leases, and jobs with what runs them."""
