"""What is counted of the service's work; labels are route templates, never what callers send."""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The counters of one app, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "linkage_requests", "Requests answered.", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "linkage_request_seconds", "Time to answer.", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self._lookups = Counter("linkage_lookups", "Accounts looked up.", registry=self._registry)
        self._counts: dict[tuple[str, str, int], Counter] = {}
        self._times: dict[str, Histogram] = {}

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request and its time."""
        label = (route, method, status)
        count = self._counts.get(label)
        if count is None:
            count = self._counts[label] = self._requests.labels(route, method, str(status))
            self._times.setdefault(route, self._seconds.labels(route))
        count.inc()
        self._times[route].observe(seconds)

    def looked_up(self, accounts: int) -> None:
        """Count accounts looked up."""
        self._lookups.inc(accounts)

    def gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show a number that is read when it is asked for."""
        Gauge(name, meaning, registry=self._registry).set_function(read)

    def constant(self, name: str, meaning: str, labels: Mapping[str, str]) -> None:
        """Show a 1 with labels that never change."""
        Gauge(name, meaning, tuple(labels), registry=self._registry).labels(**labels).set(1)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
