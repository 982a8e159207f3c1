"""The order of shims is that of their modules, whatever the order of the files in a folder."""

from bareme.guest import compat
from bareme.guest.compat.quirk import registered_quirks


def test_the_shim_that_adds_try_statements_comes_after_the_one_that_looks_for_them():
    assert compat.install_compat
    names = [install.__module__.rpartition(".")[2] for install in registered_quirks()]
    assert names[-1] == "missing_imports"
    assert names[:-1] == sorted(names[:-1])
    assert {"colab", "magics", "paths", "plots"} <= set(names)
