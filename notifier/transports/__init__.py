"""Stage 6, how it leaves: one folder a transport. A transport carries; it never retries and never sees the ledger."""
