"""How the kernel's functions become one program: translated one by one, optimised once, together.

Numba by itself optimises and emits every function it meets, and again inside each caller: for a
hundred functions that call one another that was five sixths of the time. Here only the doors, which
Python calls, are made executable; a part is translated and linked into them.
Works on the inside of Numba, which the lock pins; tests/roadmap/test_compiled.py holds it.
Not for what is kept between processes (compiled).
"""

from typing import Any

from numba.core import typed_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder, _LowerResult
from numba.core.compiler_machinery import register_pass


class PartLibrary(JITCodeLibrary):
    """Code of one part: not optimised, not executable."""

    _linking_libraries: list[Any]

    def finalize(self) -> None:
        """End it as it is."""
        self._finalize_dynamic_globals()
        self._finalized = True


class DoorLibrary(JITCodeLibrary):
    """Code of a door with all parts it reaches."""

    _linking_libraries: list[Any]

    def finalize(self) -> None:
        """Link every part once, however many call it, then optimise and emit the whole."""
        reached: dict[Any, None] = {}
        waiting = list(self._linking_libraries)
        while waiting:
            library = waiting.pop()
            if library not in reached:
                reached[library] = None
                if isinstance(library, PartLibrary):
                    waiting += library._linking_libraries
        self._linking_libraries = list(reached)
        super().finalize()


def _no_entry() -> Any:
    """Stand where Numba keeps what Python may call: a built-in of its own, which refuses any call.

    Numba takes nothing but built-in functions there, and finds the part by it.
    """
    return (None for _ in ()).throw


@register_pass(mutates_CFG=True, analysis_only=False)
class PartLowering(typed_passes.NativeLowering):
    """Translate a part, and let callers find it."""

    _name = "part_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower without wrapper and without machine code."""
        codegen = state.targetctx.codegen()
        state.library = PartLibrary(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        state.flags.no_cpython_wrapper = True
        state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        lowered = state["cr"]
        key = _no_entry()
        state.targetctx.insert_user_function(key, lowered.fndesc, [state.library])
        state["cr"] = _LowerResult(lowered.fndesc, lowered.call_helper, cfunc=key, env=lowered.env)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class DoorLowering(typed_passes.NativeLowering):
    """Translate a door into a library that gathers its parts."""

    _name = "door_lowering"

    def run_pass(self, state: Any) -> bool:
        """Lower as usual, into our own kind of library."""
        codegen = state.targetctx.codegen()
        state.library = DoorLibrary(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


class _Compiler(CompilerBase):
    lowering: type[typed_passes.NativeLowering]

    def define_pipelines(self) -> list[Any]:
        """Numba's own passes with another last one."""
        manager = DefaultPassBuilder.define_nopython_pipeline(self.state)
        manager._finalized = False
        manager.passes = [
            (self.lowering, told) if one is typed_passes.NativeLowering else (one, told)
            for one, told in manager.passes
        ]
        manager.finalize()
        return [manager]


class PartCompiler(_Compiler):
    """For functions that only compiled code calls."""

    lowering = PartLowering


class DoorCompiler(_Compiler):
    """For functions that Python calls."""

    lowering = DoorLowering
