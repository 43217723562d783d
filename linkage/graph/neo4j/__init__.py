"""The graph in Neo4j, over Bolt: labels and relationship types that analysts use, behind the same `Store`."""

from linkage.graph.neo4j.store import Neo4jStore

__all__ = ["Neo4jStore"]
