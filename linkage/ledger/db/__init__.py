"""The ledger's database: its tables, sessions, servers and checks."""
