"""How the service logs: one line an event to standard error. No address, no secret and no plan text ever goes in."""

import logging
import sys

import structlog


def configure(*, events: bool = True) -> None:
    """Send our own events, and warnings of the libraries, to standard error; without `events` warnings alone."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if events else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
