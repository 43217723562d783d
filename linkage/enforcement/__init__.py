"""Actions on accounts, in bulk: who is chosen, what a preview shows, the signed file, and how it is taken back."""
