"""Sources of small suites, and a way to load another one of the same name."""

import sys

HEAD = "import pytest\nfrom bareme.checks import assert_close\n\n\n"


def check(name, marker='"predict"', body="pass", arguments="student"):
    """The source of one check."""
    return (
        f"@pytest.mark.exercise({marker})\n"
        f'def {name}({arguments}):\n    """title of {name}"""\n    {body}\n\n\n'
    )


FIT = check("test_fit", '"fit"', "assert student.fit(2) == 4")


def forget_suites():
    for name in ("test_public", "test_hidden"):
        sys.modules.pop(name, None)
