"""The audit log: its chain of digests, what each entry covers, and signed heads."""
