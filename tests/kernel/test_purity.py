"""The kernel needs nothing but the standard library."""

import ast
import sys
from pathlib import Path

import lingnan.kernel

FILES = sorted(Path(lingnan.kernel.__file__).parent.glob("*.py"))


def test_imports_are_standard_library_or_kernel() -> None:
    assert len(FILES) >= 10
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            for name in names:
                root = name.split(".")[0]
                assert root in sys.stdlib_module_names or name.startswith("lingnan.kernel"), (
                    f"{file.name} imports {name}"
                )


def test_the_door_names_what_it_offers() -> None:
    assert sorted(lingnan.kernel.__all__) == lingnan.kernel.__all__
    assert all(hasattr(lingnan.kernel, name) for name in lingnan.kernel.__all__)
