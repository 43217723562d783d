"""API keys: their limits, their uses, and the answers kept for requests sent again."""
