"""From an amount as people type it to what a figure holds."""

from bot.briefing.editing import Unfit


def amounts(text: str) -> dict[str, object]:
    """The fields of a figure that states this amount. Raises Unfit when it can't be read.

    >>> amounts("at least $2bn")["qualifier"]
    <Bound.AT_LEAST: 'at least'>
    >>> amounts("two new factories a year")["unit"]
    'new factories'
    """
    from bot.briefing.quantity import read  # what reads amounts takes as long to load as an answer takes

    try:
        found = read(text)
    except ValueError as error:
        hint = "Write one amount with its unit, like “at least $2bn”, “70-80 million USD a year” or “5 percent”."
        raise Unfit("amount", "This amount can't be read.", hint) from error
    # What is counted stays in the words that were typed: "people", not "person".
    words = text[found.number[1] : found.end].split()[: len(found.noun.split())]
    unit = found.unit or " ".join(words) or found.noun
    if not unit:
        hint = "Say what is counted: “6 billion USD”, “5 percent”, “two factories”."
        raise Unfit("amount", "This amount has no unit.", hint)
    return {
        "value": found.low,
        "to": found.high if found.high != found.low else None,
        "unit": unit,
        "per": found.per,
        "qualifier": found.bound,
    }
