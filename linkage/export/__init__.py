"""What leaves the service as files: members of rings, pictures."""
