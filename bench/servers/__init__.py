"""The stores beside each other, GDS beside the built-in detector, and look-ups without a graph."""
