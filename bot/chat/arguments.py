"""From typed words or named options to the values a command's function takes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final

from bot.chat.attachment import File
from bot.chat.command import Argument, Command
from bot.chat.errors import UserError
from bot.unseen import called, cleaned, harmful, is_blank, lined, place, unseen

LONGEST_TEXT: Final = 3000
"""Most characters one typed request may have: the longest any platform's text command carries in practice."""

LARGEST: Final = 2**53 - 1
"""The largest whole number that an argument takes, as Discord's options do; databases keep larger ones."""

_QUOTES: Final = str.maketrans("“”„‟«»＂", '"' * 7)
_TOKEN: Final = re.compile(r'\s*(?:(?P<name>\w+)[=:](?="))?"(?P<quoted>[^"]*)"(?=\s|$)|\s*(?P<plain>\S+)')
_STRAIGHT: Final = re.compile(r'\s*(?:(?P<name>\w+)[=:](?="))?"(?P<quoted>[^"]*)"(?=\s|$)')
"""What straight quotation marks group, as the curly ones within are what is quoted there."""
_NAMED: Final = re.compile(r"(?P<name>\w+)(?:=(?P<value>.*)|:(?P<after>.+))", re.DOTALL)
_JOINING: Final = "\u200c\u200d"
"""What is not printable but joins, or keeps apart, letters and emoji."""

_LONGEST: Final = 5
"""Most words after the first one of a thing that suggestions offer, where nothing groups them."""

_YES: Final = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}

_SHORT: Final = 5
"""Characters of a name in which one typing error may be; in a longer one two."""

_QUOTE_IT: Final = "What is meant as words, with an = or : in them, goes in quotation marks."

Known = Callable[[Argument, str], bool]
"""Whether a text is exactly one of the things an argument's suggestions offer."""


class Missing(UserError):
    """A required argument was not given; `values` holds those that were."""

    def __init__(self, argument: Argument, values: Mapping[str, str]) -> None:
        super().__init__(f"The {argument.name} is missing.", argument.param.about)
        self.argument = argument
        self.given = values


@dataclass(frozen=True, slots=True)
class Token:
    """One typed word, or several that double quotes made one; `name` when it was written `name=value` or, as Discord
    shows it, `name:value`, and `whole` is what was written then."""

    text: str
    quoted: bool = False
    name: str | None = None
    whole: str = field(default="", compare=False)


def tokens(text: str) -> list[Token]:
    """Split typed text at white space; only double quotes (curly too) group, straight ones also what has curly ones in
    it. Raises UserError if one stays open."""
    if len(text) > LONGEST_TEXT:
        raise UserError(
            f"That is {len(text):,} characters long.",
            f"A request may have at most {LONGEST_TEXT:,}; please shorten it.",
        )
    straight = text.translate(_QUOTES).rstrip()
    found = []
    position = 0
    while match := _STRAIGHT.match(text, position) or _TOKEN.match(straight, position):
        position = match.end()
        if match["quoted"] is not None:
            start, end = match.span("quoted")
            whole = text[match.start() : match.end()].strip() if match["name"] else ""
            found.append(Token(text[start:end].strip(), quoted=True, name=match["name"], whole=whole))
            continue
        plain = text[slice(*match.span("plain"))]
        if match["plain"].startswith('"') or '="' in match["plain"] or ':"' in match["plain"]:
            raise UserError(
                "A quotation mark is opened but never closed.",
                'Close it, or leave it out: quotes are only needed to keep several words together, like "costa rica".',
            )
        named = _NAMED.fullmatch(plain)
        if named:
            found.append(Token(named["after"] or named["value"], name=named["name"], whole=plain))
        else:
            found.append(Token(plain))
    return found


def bind(
    command: Command[Any],
    text: str | None,
    values: Mapping[str, str],
    known: Known,
    files: Mapping[str, File] = MappingProxyType({}),
) -> tuple[dict[str, object], dict[str, str]]:
    """Give each argument its value: (what the function takes, the same as text).

    Named values win; a word that is one of an enum's values goes there; an argument that has suggestions takes the
    longest run of words that is one of them; `rest` takes what is left; what is a file is taken from `files`. Raises
    Missing when a required argument got nothing and UserError when a value can't be read, is too long, or is left over.
    """
    given = {name: value for name, value in values.items() if not is_blank(value)}
    for name in given:
        if command.argument(name) is None:
            raise UserError(f"/{command.name} has no {shown(name)}.", _usage(command))
    if text:
        for name, value in _words(command, tokens(text), given, known).items():
            if not is_blank(value):
                given.setdefault(name, value)
    read: dict[str, object] = {}
    for argument in command.arguments:
        if argument.kind is File and (file := files.get(argument.name) or files.get("")):
            read[argument.name] = file
            given.pop(argument.name, None)
        elif argument.name in given:
            given[argument.name] = _plain(argument, given[argument.name])
            read[argument.name] = _read(argument, given[argument.name])
        elif argument.required:
            raise Missing(argument, given)
        else:
            read[argument.name] = argument.default
    return read, given


def _words(command: Command[Any], words: Sequence[Token], given: Mapping[str, str], known: Known) -> dict[str, str]:
    """Typed words dealt out to the arguments that have no value yet."""
    dealt: dict[str, str] = {}
    loose: list[Token] = []
    left = list(words)
    while left:
        word = left.pop(0)
        if word.name is None:
            loose.append(word)
        elif argument := command.argument(word.name.casefold()):
            if argument.name in dealt:
                raise UserError(f"The {argument.name} is given twice.", _usage(command), wrong=argument.name)
            count = _further(argument, word, left, known)
            dealt[argument.name] = " ".join(each.text for each in (word, *left[:count]))
            left = left[count:]
        else:
            loose.append(_unnamed(command, word, word.name))
    open_arguments = [
        a for a in command.arguments if a.name not in given and a.name not in dealt and a.kind is not File
    ]
    for argument in [a for a in open_arguments if a.choices]:
        match = next((w for w in reversed(loose) if not w.quoted and w.text.casefold() in argument.choices), None)
        if match and (len(loose) > 1 or not _required_before(open_arguments, argument)):
            dealt[argument.name] = match.text.casefold()
            loose.remove(match)
    open_arguments = [a for a in open_arguments if a.name not in dealt]
    for number, argument in enumerate(open_arguments):
        if not loose:
            break
        later = len(open_arguments) - number - 1
        count = _run(argument, loose, later, known)
        if not argument.param.rest and (wrong := next((w.name for w in loose[:count] if w.name), None)):
            raise UserError(f"/{command.name} has no {wrong}=.", f"{_QUOTE_IT} {_usage(command)}")
        dealt[argument.name] = " ".join(word.text for word in loose[:count])
        loose = loose[count:]
    if loose:
        raise UserError(f"I don't know what to do with {shown(' '.join(w.text for w in loose))}.", _usage(command))
    return dealt


def _further(argument: Argument, named: Token, after: Sequence[Token], known: Known) -> int:
    """How many of the words after `name=value` belong to the value: those with which it is one of the things that the
    argument's suggestions offer."""
    if named.quoted or not named.text or argument.param.complete is None:
        return 0
    plain = [word.text for word in takewhile(lambda word: word.name is None and not word.quoted, after[:_LONGEST])]
    tries = (count for count in range(len(plain), 0, -1) if known(argument, " ".join((named.text, *plain[:count]))))
    return next(tries, 0)


def _unnamed(command: Command[Any], word: Token, name: str) -> Token:
    """A word that names no argument as plain text, which only an argument that takes all that is left has room for when
    it is written `name=value`. Raises UserError when the name of an argument is misspelt in it."""
    from rapidfuzz.distance import OSA

    sign = word.whole[len(name)]
    for argument in command.arguments:
        most = 2 if len(argument.name) > _SHORT else 1
        near = OSA.distance(name.casefold(), argument.name, score_cutoff=most) <= most
        if near and (len(argument.name) > 2 or sorted(name.casefold()) == sorted(argument.name)):
            hint = f"Did you mean {argument.name}{sign}…? {_QUOTE_IT}"
            raise UserError(f"/{command.name} has no {name}{sign}…", hint, wrong=argument.name)
    return Token(word.whole, name=name if sign == "=" else None, whole=word.whole)


def _required_before(arguments: Sequence[Argument], argument: Argument) -> bool:
    return any(other.required and other is not argument for other in arguments)


def _run(argument: Argument, loose: Sequence[Token], later: int, known: Known) -> int:
    """How many of the loose words this argument takes."""
    if loose[0].quoted:
        return 1 if later or not argument.param.rest else len(loose)
    if argument.param.rest:
        return len(loose)
    if argument.param.complete:
        for count in range(min(len(loose), _LONGEST + 1), 1, -1):
            if known(argument, " ".join(word.text for word in loose[:count])):
                return count
    return 1


def _plain(argument: Argument, value: str) -> str:
    value = lined(value)
    if bad := harmful(value):
        line, column = place(value, bad.start())
        raise UserError(
            f"The {argument.name} holds an invisible character ({called(bad[0])}) at line {line}, column {column}.",
            "Type it again by hand, without what came along when it was copied.",
            wrong=argument.name,
        )
    value = cleaned(value).strip()
    if len(value) > argument.param.longest:
        raise UserError(
            f"The {argument.name} is {len(value):,} characters long.",
            f"It may have at most {argument.param.longest:,}; please shorten it.",
            wrong=argument.name,
        )
    return value


def _read(argument: Argument, value: str) -> object:
    kind = argument.kind
    if kind is File:
        hint = "Attach the file to the command; in a terminal, give its path."
        raise UserError(f"The {argument.name} is no file that came along: {shown(value)}.", hint, wrong=argument.name)
    if issubclass(kind, StrEnum):
        try:
            return kind(value.casefold())
        except ValueError:
            hint = f"Choose one of: {', '.join(argument.choices)}."
            raise UserError(f"The {argument.name} can't be {shown(value)}.", hint, wrong=argument.name) from None
    try:
        if kind is bool:
            return _YES[value.casefold()]
        if kind is int:
            return _whole(value)
        if kind is date:
            return date.fromisoformat(value)
    except (KeyError, ValueError):
        form = {
            bool: "yes or no",
            int: "a whole number, like 5, of at most 15 digits",
            date: "a date, like 2019-04-04",
        }[kind]
        problem = f"The {argument.name} can't be {shown(value)}."
        raise UserError(problem, f"It must be {form}.", wrong=argument.name) from None
    return value


def _whole(value: str) -> int:
    """A whole number. Raises ValueError when it is none, or none that can be kept."""
    number = int(value)
    if abs(number) > LARGEST:
        raise ValueError(value)
    return number


def _usage(command: Command[Any]) -> str:
    return f"It is used like this: {command.usage}"


def shown(text: str) -> str:
    """What the caller wrote, quoted, one line, at most 60 characters, with nothing invisible in it."""
    while bad := unseen(text):
        text = text.replace(bad[0], "\N{REPLACEMENT CHARACTER}")
    text = "".join(c if c.isprintable() or c in _JOINING else "\N{REPLACEMENT CHARACTER}" for c in text)
    return f"“{text[:59]}…”" if len(text) > 60 else f"“{text}”"
