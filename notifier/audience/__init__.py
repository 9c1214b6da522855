"""Stage 3, moments → who: agencies' contacts and subscriptions, what each wants, how often and in which language."""
