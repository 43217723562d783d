"""What every request passes before a route: bounds, paths, logs and metrics."""
