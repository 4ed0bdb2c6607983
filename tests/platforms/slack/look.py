"""Block Kit as Slack's own window shows it, as far as the bot uses it: a message as HTML."""

import re
from collections.abc import Callable
from html import escape
from typing import Final

from tests.platforms.slack.loopback import Json
from tests.platforms.slack.reading import unescaped

STYLE: Final = """
* { box-sizing: border-box; margin: 0 }
body { font: 15px/22px Lato, "Helvetica Neue", sans-serif; color: #1d1c1d; background: #fff; padding: 12px 20px 16px }
.typed { display: flex; gap: 8px; color: #616061; padding: 4px 0 10px }
.typed b { color: #1d1c1d; font-weight: 900 }
.message { display: flex; gap: 8px }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #1d3557; color: #fff;
  font: 900 20px/36px Lato, sans-serif; text-align: center }
.face.small { background: #e8a33d; width: 20px; height: 20px; border-radius: 4px; font-size: 11px; line-height: 20px }
.body { flex: 1; min-width: 0; max-width: 600px }
.name { font-weight: 900 } .name i { font: 400 12px/22px Lato; color: #616061; padding-left: 6px }
.name span { font: 700 10px/14px Lato; color: #616061; background: #e8e8e8; border-radius: 2px; padding: 1px 3px;
  margin-left: 4px; vertical-align: 1px }
.block { margin: 8px 0 } .block:first-child { margin-top: 0 }
.header { font: 900 18px/24px Lato, sans-serif; padding-top: 2px }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; margin-top: 8px }
.line { white-space: pre-wrap } .line a { color: #1264a3; text-decoration: none }
.context { font-size: 13px; line-height: 18px; color: #616061 }
.quote { border-left: 4px solid #ddd; padding-left: 12px }
ul { padding-left: 26px } li { padding-left: 2px }
.actions { display: flex; flex-wrap: wrap; gap: 8px }
.press, .select { border: 1px solid rgba(29,28,29,.3); border-radius: 8px; font: 700 13px/26px Lato, sans-serif;
  padding: 0 12px; height: 28px; white-space: nowrap }
.select { font-weight: 400; min-width: 220px; color: #616061; display: flex; justify-content: space-between }
.select::after { content: ""; width: 7px; height: 7px; border: solid #616061; border-width: 0 1.5px 1.5px 0;
  transform: rotate(45deg); margin: 7px 0 0 12px }
hr { border: 0; border-top: 1px solid #ddd; margin: 14px 0 }
img { max-width: 360px; border-radius: 8px; display: block }
"""

_MARKUP: Final = (
    (re.compile(r"&lt;!date\^\d+\^[^|]*\|(.*?)&gt;"), r"\1"),
    (re.compile(r"&lt;(https?://[^|]*?)\|(.*?)&gt;"), r'<a href="\1">\2</a>'),
    (re.compile(r"^\*(.+)\*$", re.MULTILINE), r"<b>\1</b>"),
    (re.compile(r"^_(.+)_$", re.MULTILINE), r"<i>\1</i>"),
)


def page(message: Json, typed: str, time: str = "8:00 AM") -> str:
    """A channel with a command that somebody typed and the answer to it."""
    blocks = "".join(f'<div class="block">{_BLOCKS[block["type"]](block)}</div>' for block in message["blocks"])
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="typed"><div class="face small">A</div><div><b>Ana</b> used <b>{escape(typed)}</b></div></div>'
        f'<div class="message"><div class="face">b</div><div class="body">'
        f'<div class="name">briefbot<span>APP</span><i>{time}</i></div>{blocks}</div></div>'
    )


def _text(part: Json) -> str:
    if part["type"] == "plain_text":
        return escape(unescaped(part["text"]))
    shown = escape(part["text"])
    for pattern, html in _MARKUP:
        shown = pattern.sub(html, shown)
    return shown.replace("&amp;amp;", "&amp;").replace("&amp;lt;", "&lt;").replace("&amp;gt;", "&gt;")


def _header(block: Json) -> str:
    return f'<div class="header">{_text(block["text"])}</div>'


def _section(block: Json) -> str:
    head = f'<div class="line">{_text(block["text"])}</div>' if "text" in block else ""
    fields = "".join(f'<div class="line">{_text(field)}</div>' for field in block.get("fields", ()))
    return head + (f'<div class="fields">{fields}</div>' if fields else "")


def _context(block: Json) -> str:
    return "".join(f'<div class="context line">{_text(part)}</div>' for part in block["elements"])


def _rich(block: Json) -> str:
    shown = []
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            items = "".join(f"<li>{_runs(item)}</li>" for item in element["elements"])
            shown.append(f"<ul>{items}</ul>")
        else:
            kind = "quote line" if element["type"] == "rich_text_quote" else "line"
            shown.append(f'<div class="{kind}">{_runs(element)}</div>')
    return "".join(shown)


def _runs(element: Json) -> str:
    return "".join(_run(leaf) for leaf in element["elements"])


def _run(leaf: Json) -> str:
    shown = escape(leaf.get("text") or leaf.get("fallback") or leaf.get("url") or "")
    style = leaf.get("style") or {}
    for name, tag in (("bold", "b"), ("italic", "i")):
        shown = f"<{tag}>{shown}</{tag}>" if style.get(name) else shown
    return f'<a href="{shown}">{shown}</a>' if leaf["type"] == "link" else shown


def _actions(block: Json) -> str:
    shown = [
        f'<div class="press">{_text(element["text"])}</div>'
        if element["type"] == "button"
        else f'<div class="select">{_text(element["placeholder"])}</div>'
        for element in block["elements"]
    ]
    return f'<div class="actions">{"".join(shown)}</div>'


_BLOCKS: Final[dict[str, Callable[[Json], str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "rich_text": _rich,
    "actions": _actions,
    "divider": lambda _: "<hr>",
}
