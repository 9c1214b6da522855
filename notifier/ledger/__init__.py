"""Stage 4, what was said: the only memory, and the only folder with SQL.

Tables are in `schema`; every other module is small functions that take an open connection. Unique keys make
repeating harmless, and `sent` is written last.
"""
