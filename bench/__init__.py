"""Figures, measured side by side with peers."""
