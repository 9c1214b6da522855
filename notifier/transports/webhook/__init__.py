"""Webhooks: each notice is posted, signed, to the programs that asked for it."""
