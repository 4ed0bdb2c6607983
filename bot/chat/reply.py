"""The answer to a request: a document, and what can be pressed, chosen or filled in under it."""

from enum import StrEnum

import msgspec

from bot.chat.document import Button, Document
from bot.chat.invocation import Invocation


class Menu(msgspec.Struct, frozen=True):
    """A list of invocations to choose one from, where a row of buttons would be too long."""

    label: str
    options: tuple[Button, ...]


class FieldKind(StrEnum):
    """How a form's field is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    CHOICE = "choice"
    PICK = "pick"
    FILE = "file"


class Choice(msgspec.Struct, frozen=True):
    """A value to choose, and how it reads."""

    label: str
    value: str


class Field(msgspec.Struct, frozen=True):
    """One input of a form: `name` is the argument it fills. A CHOICE offers `choices`; a PICK offers what
    `Dispatcher.suggest` has for that argument; a FILE is there only when the request said that it can be. `value` is
    what stands in it already, `error` what was wrong with it."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    hint: str | None = None
    value: str = ""
    required: bool = True
    longest: int = 200
    choices: tuple[Choice, ...] = ()
    error: str | None = None


class Form(msgspec.Struct, frozen=True):
    """A few inputs; submitting them asks `submit` with the fields' values added."""

    title: str
    submit: Invocation
    fields: tuple[Field, ...]


class Reply(msgspec.Struct, frozen=True):
    """What a request gets back. `private`: for the caller's eyes only. `ok` is False when nothing was answered, and
    the document says why and what to do next, and `wrong` is the argument to mend, where it is one; `again` is a form
    with what was given, for whoever did not fill in one. `request` is the invocation that gives this reply again (for
    pages)."""

    document: Document
    private: bool = False
    buttons: tuple[Button, ...] = ()
    menu: Menu | None = None
    form: Form | None = None
    ok: bool = True
    request: Invocation | None = None
    page: int = 1
    wrong: str | None = None
    again: Form | None = None
