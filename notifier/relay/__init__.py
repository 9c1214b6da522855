"""Stage 5, ledger → Celery: moves what is owed to the transports, and repairs loss.

Celery carries pokes, never data: losing every message costs one sweep.
"""
