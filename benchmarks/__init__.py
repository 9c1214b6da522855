"""What the service does in a second, beside the obvious build, the limit and Alertmanager: `make bench`.

All that is compared runs here and now, to the same receivers; a run in which something did not arrive is no figure.
"""
