"""Every page is told exactly what its template names: no more, no less."""

import importlib
import pkgutil
import sys
from dataclasses import fields

import pytest
from jinja2 import meta, nodes

from lingnan.console import web
from lingnan.console.i18n import translator
from lingnan.console.web.answer import Context
from lingnan.console.web.template import GLOBALS, TEMPLATES, environment


def modules(package):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def contexts():
    """Every kind of page of the console, whoever added it."""
    from lingnan.console import pages

    for package in (web, pages):
        list(modules(package))
    waiting, found = [Context], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        # A class with slots is made twice; the one that its module holds counts.
        if hasattr(kind, "template"):
            found.add(getattr(sys.modules[kind.__module__], kind.__name__))
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


CONTEXTS = contexts()


def own_names(tree):
    """The names that a template makes itself at its top: what it imports, macros, set values."""
    found = {macro.name for macro in tree.find_all(nodes.Macro)}
    found |= {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        found |= {name if isinstance(name, str) else name[1] for name in each.names}
    for each in tree.body:
        if isinstance(each, nodes.Assign | nodes.AssignBlock):
            found |= {name.name for name in each.find_all(nodes.Name) if name.ctx == "store"}
    return found


def named_in(template):
    """The names that a template must be told, and those that macros it imports may use.

    What it extends or includes is part of it.
    """
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    tree = environment(translator("en")).parse(source)
    needed, usable = meta.find_undeclared_variables(tree), set()
    bound = {name.name for each in tree.find_all(nodes.With) for name in each.targets}
    for each in tree.find_all((nodes.Extends, nodes.Include)):
        more, able = named_in(each.template.value)
        needed, usable = needed | (more - bound), usable | able
    for each in tree.find_all((nodes.Import, nodes.FromImport)):
        more, able = named_in(each.template.value)
        usable |= more | able
    own = own_names(tree)
    return needed - own, usable - own


def test_there_are_pages():
    assert len(CONTEXTS) > 10


@pytest.mark.parametrize("kind", CONTEXTS, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_a_context_has_exactly_the_names_of_its_template(kind):
    assert (TEMPLATES / kind.template).is_file()
    told = {field.name for field in fields(kind)}
    needed, usable = named_in(kind.template)
    assert needed - GLOBALS <= told, f"missing: {needed - GLOBALS - told}"
    assert told <= needed | usable, f"too many: {told - needed - usable}"


def test_no_template_holds_script_or_style_inline():
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.parent == TEMPLATES:
            continue  # the report, a file of its own
        text = path.read_text(encoding="utf-8")
        assert "<style" not in text, path
        assert " style=" not in text, path
        assert "javascript:" not in text, path
        assert "|safe" not in text.replace(" ", ""), path
        assert "autoescape" not in text, path
        for part in text.split("<script")[1:]:
            told = part.split(">")[0]
            assert "src=" in told or 'type="application/json"' in told, path
        for event in ("onclick", "onchange", "onload", "onsubmit", "oninput", "onerror"):
            assert f"{event}=" not in text, path


def test_every_form_that_is_sent_carries_its_number():
    # Signing in and out, the language, and what is taken back at once are harmless twice.
    free = ("sign_in/", "frame/", "me/me.html")
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.parent == TEMPLATES or name.startswith(free):
            continue
        for form in text.split("<form")[1:]:
            head, body = form.split(">")[0], form.split("</form>")[0]
            if 'method="post"' in head:
                assert "once()" in body or "_once" in body, f"{name}: {head}"
