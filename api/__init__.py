"""The REST service: who is in which ring, why, and how sure."""
