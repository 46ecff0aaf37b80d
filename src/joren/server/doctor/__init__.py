"""What `joren doctor` looks at: one file for each family of checks. It changes nothing."""
