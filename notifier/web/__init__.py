"""Stage 7, what people see: pages that are read and never change anything; plan text is escaped wherever it stands."""
