"""The state of a serving process: the publication served, decisions over it, its workers."""
