"""What one modal can hold of a form, and what was filled in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

import msgspec

from bot.chat.reply import Field, FieldKind, Form, Reply

FIELDS: Final = 5
"""Most fields of a modal."""

_SELECT, _UPLOAD = 3, 19


class Upload(msgspec.Struct, frozen=True):
    """An attachment as Discord describes it; what stands, as JSON, in the field of a file that was handed over."""

    filename: str
    size: int
    url: str


class Part(msgspec.Struct, frozen=True):
    """What one modal can hold of a form, counted from 0. What was filled in so far stands in the form's fields."""

    form: Form
    number: int = 0

    @property
    def count(self) -> int:
        """Of how many parts the form is."""
        return max(-(-len(self.form.fields) // FIELDS), 1)

    @property
    def fields(self) -> Sequence[Field]:
        """The fields of this part."""
        return self.form.fields[self.number * FIELDS : (self.number + 1) * FIELDS]

    @property
    def next(self) -> Self | None:
        """The part after this one, or None after the last."""
        return msgspec.structs.replace(self, number=self.number + 1) if self.number + 1 < self.count else None

    @classmethod
    def first(cls, form: Form) -> Self:
        """The first part, or the first one in which something was wrong."""
        wrong = (number for number, field in enumerate(form.fields) if field.error)
        return cls(form, next(wrong, 0) // FIELDS)

    def filled(self, components: Sequence[Mapping[str, Any]], attachments: Mapping[str, Mapping[str, Any]]) -> Self:
        """The same with what was submitted; `attachments` are the uploaded ones by id. An upload stays until there is
        another."""
        typed = dict.fromkeys((field.name for field in self.fields if field.kind is not FieldKind.FILE), "")
        for part in _inputs(components):
            values = part.get("values") or ()
            if part["type"] == _UPLOAD:
                for value in values:
                    upload = msgspec.convert(attachments[value], Upload, strict=False)
                    typed[part["custom_id"]] = msgspec.json.encode(upload).decode()
            else:
                typed[part["custom_id"]] = (
                    next(iter(values), "") if part["type"] == _SELECT else part.get("value") or ""
                )
        return msgspec.structs.replace(self, form=again(self.form, typed))


def values(form: Form) -> dict[str, str]:
    """What is filled in, by the name of the field, files apart; what is empty is left out."""
    return {f.name: f.value for f in form.fields if f.kind is not FieldKind.FILE and f.value.strip()}


def uploads(form: Form) -> dict[str, Upload]:
    """The files handed over, by the name of the field."""
    filled = (field for field in form.fields if field.kind is FieldKind.FILE and field.value)
    return {field.name: msgspec.json.decode(field.value, type=Upload) for field in filled}


def again(form: Form, typed: Mapping[str, str]) -> Form:
    """The form with what was typed in its fields."""
    fields = (msgspec.structs.replace(field, value=typed.get(field.name, field.value)) for field in form.fields)
    return msgspec.structs.replace(form, fields=tuple(fields))


def standing(form: Form, typed: Mapping[str, str]) -> Form:
    """The form with what was typed in its fields, to the last space; not where something else stands in one by now."""
    same = {f.name: typed[f.name] for f in form.fields if f.name in typed and _same(f.value, typed[f.name])}
    return again(form, same)


def _same(stands: str, typed: str) -> bool:
    return not stands or stands.strip() == typed.strip()


def blamed(form: Form, wrong: str | None, problem: str) -> Form:
    """The form with what is wrong said under the field it is wrong in."""
    fields = (msgspec.structs.replace(f, error=problem if f.name == wrong else None) for f in form.fields)
    return msgspec.structs.replace(form, fields=tuple(fields))


def refused(reply: Reply) -> bool:
    """Whether a reply says what is wrong with what stands in its form: it has to be read before that is mended."""
    return not reply.ok and reply.form is not None and any(field.error for field in reply.form.fields)


def _inputs(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The inputs of a submitted modal, from under their labels or in their rows."""
    found = ((component.get("component"), *component.get("components", ())) for component in components)
    return [part for parts in found for part in parts if part is not None]
