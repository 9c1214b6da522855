"""Of which countries public holidays are known, and which regions have holidays of their own.

The library's own list of all countries loads every one of them, which takes as long as the rest of reading a plan.
"""


def known(country: object, *, aliases: bool = True) -> bool:
    """Whether holidays are known of a country, by its two capitals, or with aliases by another of its codes."""
    from holidays.registry import EntityLoader

    return country in list(EntityLoader.get_country_codes(include_aliases=aliases))


def regions_of(country: str) -> list[str] | None:
    """The regions of a country; None where its holidays are not known. Only that country is loaded."""
    import holidays

    return list(getattr(holidays, country).subdivisions) if known(country) else None
