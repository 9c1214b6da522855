"""commitment-notifier tells the right people, at the right time, that a promise is due, late, moved or kept."""

__version__ = "0.1.0"
