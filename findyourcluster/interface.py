"""Jinja as this project uses it: the interface's words are put in when a template is compiled, not each time that it is
drawn; and what many pages have alike is drawn once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.ext import i18n
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']").search
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


class _Template(Template):
    """A template whose macros see what all templates see, and nothing of the one that imports them."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        del ctx  # Jinja would look through its names each time, for names that we never give one template alone
        return super()._get_default_module(None)


class _Code(CodeGenerator):
    """Templates as Python with fewer steps: functions are called as they are, and text that goes out is escaped once.

    Jinja goes through its context for each call, for the sake of functions that ask for it. Ours do not, but for those
    that say words; and no loop of ours is asked for its variables by what it calls.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        asks = isinstance(node.node, nodes.Name) and (node.node.name == "_" or node.node.name.endswith("gettext"))
        if asks or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)  # of a keyword: its name too
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        del node, frame, finalize  # everything is escaped, and nothing finalized
        self.write("environment.going_out(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        del node, frame, finalize
        self.write(")")


class Interface(Environment):
    """An environment with i18n, whose words are those of WORDS, one language."""

    template_class = _Template
    code_generator_class = _Code

    def __init__(self, words: NullTranslations, **options: Any) -> None:
        super().__init__(extensions=[i18n], autoescape=True, **options)
        self.words = words
        self.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
        self.policies["ext.i18n.trimmed"] = True

    @staticmethod
    def going_out(value: object) -> str:
        """VALUE as HTML. Most of it is plain words, which stay as they are."""
        if type(value) is Markup or (type(value) is str and not _SPECIAL(value)):
            return value
        return escape(value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return _WordsPutIn(self.words).visit(tree)  # type: ignore[no-any-return]  # what goes in is a template


class _WordsPutIn(NodeTransformer):
    """Calls of gettext with words that are known → those words in the language, with what is filled in between."""

    def __init__(self, words: NullTranslations) -> None:
        self.words = words

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 (its caller wants this name)
        pieces: list[nodes.Expr] = []
        for each in node.nodes:
            pieces += self._pieces(each) if _has_known_words(each) else [self.visit(each)]
        node.nodes = pieces
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        if not _has_known_words(node):
            self.generic_visit(node)
            return node
        pieces = [
            nodes.MarkSafe(nodes.Const(piece.data)) if isinstance(piece, nodes.TemplateData) else piece
            for piece in self._pieces(node)
        ]
        joined = pieces[0] if len(pieces) == 1 else nodes.Concat(pieces)
        return joined.set_lineno(node.lineno)  # type: ignore[return-value]  # it returns the node

    def _pieces(self, call: Any) -> Iterator[nodes.Expr]:
        """The parts of what CALL says: text, and expressions."""
        values = {pair.key: self.visit(pair.value) for pair in call.kwargs}
        text = self.words.gettext(call.args[0].value)
        end = 0
        for match in _PLACEHOLDER.finditer(text):
            if before := text[end : match.start()]:
                yield nodes.TemplateData(before, lineno=call.lineno)
            yield values[match[1]] if match[1] else nodes.TemplateData("%", lineno=call.lineno)
            end = match.end()
        if end < len(text) or not text:
            yield nodes.TemplateData(text[end:], lineno=call.lineno)


def _has_known_words(node: nodes.Node) -> bool:
    """Whether NODE is `_("words")`, or what `trans` makes of words without a plural."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in ("_", "gettext")
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and not (node.dyn_args or node.dyn_kwargs)
    )


class Kept:
    """`{% call kept("its name", …) %}` draws what is inside once for the same values, and then gives it again.

    What is inside may depend on those values and on what all pages share, and on nothing else.
    """

    def __init__(self) -> None:
        self._drawn: dict[tuple[object, ...], tuple[Markup, tuple[object, ...]]] = {}

    def __call__(self, *key: object, caller: Callable[[], Markup]) -> Markup:
        known = tuple([each if isinstance(each, str | int) else id(each) for each in key])
        if known not in self._drawn:
            self._drawn[known] = (caller(), key)  # what is held here keeps its id
        return self._drawn[known][0]

    def each(self, name: str, items: Iterable[object], caller: Callable[[object], Markup]) -> Markup:
        """`{% call(item) kept.each("its name", items) %}`: the same for each of ITEMS, one behind the other."""
        drawn = []
        for item in items:
            known = (name, id(item))
            if known not in self._drawn:
                self._drawn[known] = (caller(item), (item,))
            drawn.append(self._drawn[known][0])
        return Markup("".join(drawn))
