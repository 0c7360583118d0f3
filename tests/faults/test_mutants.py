"""That the mutants (mutants) still find what they break: who changes a place learns here that one stood there."""

import importlib.machinery
import importlib.util
import pathlib

import pytest

LOADER = importlib.machinery.SourceFileLoader("mutants", str(pathlib.Path(__file__).parent / "mutants"))
MUTANTS = importlib.util.module_from_spec(importlib.util.spec_from_loader("mutants", LOADER))
LOADER.exec_module(MUTANTS)


@pytest.mark.parametrize("name", MUTANTS.MUTANTS)
def test_a_mutant_finds_its_places(name):
    changes, _, _ = MUTANTS.MUTANTS[name]
    for file, old, new in changes:
        assert (MUTANTS.ROOT / file).read_text().count(old) == 1, f"{file}: {old!r}"
        assert old != new
