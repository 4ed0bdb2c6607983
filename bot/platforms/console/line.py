"""A typed line as a command and its words."""


def split(line: str) -> tuple[str, str]:
    """The command and the text after it; a line without a slash asks for a briefing.

    >>> split("/figure loans"), split("venezuela")
    (('figure', 'loans'), ('brief', 'venezuela'))
    """
    text = line.strip()
    if not text.startswith("/"):
        return "brief", text
    command, _, rest = text[1:].partition(" ")
    return command, rest.strip()
