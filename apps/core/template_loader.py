"""The loader of templates (TEMPLATES): Django's own, with a faster way to look up and print a variable.

A page looks up some hundred variables, nearly all of them texts and flags of rows that are ready to print. Django asks
of each whether it is a key, an index or something to call, a date, a number or a lazy text; that takes longer than the
rest of the drawing. What is neither text nor number, or not found at once, is left to Django.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.forms import BoundField
from django.template import Template
from django.template.base import Node, Variable, VariableDoesNotExist, VariableNode
from django.template.base import render_value_in_context as in_words
from django.template.context import Context
from django.template.defaulttags import ForNode, IfNode, TemplateLiteral, URLNode, WithNode
from django.template.library import TagHelperNode
from django.template.loader_tags import IncludeNode
from django.template.loaders import cached
from django.utils.safestring import SafeString

from apps.core.hot_paths import escape

# Kinds that have numbered parts too, which a template does not ask by a name.
_BY_NAME = (tuple, BoundField)
_NOT_AT_ONCE = (AttributeError, LookupError, ObjectDoesNotExist)


class Loader(cached.Loader):
    """Find templates as Django does, and prepare each when it is read."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new:
            _prepare(template)
        return template


class QuickVariable(Variable):
    """A variable each of whose parts is normally a key of a dict or an attribute that is not called."""

    def resolve(self, context: Any) -> Any:
        value: Any = context
        try:
            for name in self.lookups or ():
                kind = type(value)
                if kind is dict or value is context:
                    value = value[name]
                elif issubclass(kind, _BY_NAME) or not hasattr(kind, "__getitem__"):
                    value = getattr(value, name)
                else:
                    raise LookupError(name)
                if callable(value):
                    raise LookupError(name)
        except _NOT_AT_ONCE:
            return super().resolve(context)
        return value


class QuickVariableNode(VariableNode):
    """A `{{ variable }}` without filters."""

    def render(self, context: Context) -> str:
        try:
            value = self.filter_expression.var.resolve(context)
        except VariableDoesNotExist:
            return super().render(context)
        kind = type(value)
        if context.autoescape:
            if kind is str:
                return escape(value)
            if kind is SafeString:
                return value
        return str(value) if kind is int else in_words(value, context)


def _prepare(template: Template) -> None:
    for node in template.nodelist.get_nodes_by_type(Node):
        for expression in _expressions(node):
            if type(expression.var) is Variable and expression.var.lookups and not expression.var.translate:
                expression.var = QuickVariable(expression.var.var)
                if type(node) is VariableNode and not expression.filters:
                    node.__class__ = QuickVariableNode


def _expressions(node: Node) -> Iterator[Any]:
    if isinstance(node, VariableNode):
        yield node.filter_expression
    elif isinstance(node, ForNode):
        yield node.sequence
    elif isinstance(node, TagHelperNode | URLNode):
        yield from (*node.args, *node.kwargs.values())
    elif isinstance(node, IncludeNode | WithNode):
        yield from node.extra_context.values()
    elif isinstance(node, IfNode):
        for condition, _nodes in node.conditions_nodelists:
            yield from _compared(condition)


def _compared(condition: Any) -> Iterator[Any]:
    """Yield the expressions of the condition of an `{% if %}`; that of an `{% else %}` is None."""
    if isinstance(condition, TemplateLiteral):
        yield condition.value
    elif condition is not None:
        yield from _compared(condition.first)
        yield from _compared(condition.second)
