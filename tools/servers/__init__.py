"""Real servers for tests and benches: Neo4j from Maven Central's jars, PostgreSQL from Debian's packages.

Each listens on the loopback, on a free port, with a password of its own, and keeps its data in a temporary
folder. One is started and watched by `python -m tools.servers NAME`, which stops it, by its process id, and
drops the folder when it is told to end, or when the process it works for is gone.
"""
