"""Each family of operators, on a small function whose edits were worked out by hand."""

import pytest
from mutation_edits import edited

from bareme.i18n.catalogs import translations
from bareme.mutation.code_mutants import make_code_mutants

CASES = {
    "arithmetic": (
        "return x - y",
        {"return x + y", "return y - x", "return x", "return -y", "return x - y - y"},
    ),
    "axes": (
        "return np.sum(x, axis=1, keepdims=True)",
        {
            "return np.sum(x, axis=0, keepdims=True)",
            "return np.sum(x, axis=-1, keepdims=True)",
            "return np.sum(x, keepdims=True)",
            "return np.sum(x, axis=1)",
        },
    ),
    "products": (
        "return x.T @ y",
        {"return x @ y", "return y @ x.T", "return x.T * y", "return x.T.T @ y", "return x.T @ y.T"},
    ),
    "indices": (
        "return [x[0] for i in range(y)]",
        {
            "return [x[1] for i in range(y)]",
            "return [x[-1] for i in range(y)]",
            "return [x[0] for i in range(1, y)]",
            "return [x[0] for i in range(y + 1)]",
            "return [x[0] for i in range(y - 1)]",
        },
    ),
    "constants": (
        "return np.maximum(x[0], 1e-12) ** len(y)",
        {
            "return x[0] ** len(y)",
            "return np.maximum(x[0], 0.0) ** len(y)",
            "return np.maximum(x[0], 0.01) ** len(y)",
            "return np.maximum(x[0], 1e-05) ** len(y)",
            "return np.maximum(x[0], 1e-24) ** len(y)",
        },
    ),
    "comparisons": ("return x >= 0.5", {"return x > 0.5", "return x < 0.5"}),
    "cousins": (
        "return np.log(x)",
        {f"return np.{name}(x)" for name in ("log10", "log2", "log1p")} | {"return x"},
    ),
    "variables": (
        "return x - f(y, x)",
        {"return y - f(y, x)", "return x - f(x, x)", "return x - f(y, y)", "return x - f(x, y)"},
    ),
}


@pytest.mark.parametrize("family", CASES)
def test_a_family_makes_exactly_these_functions(family):
    body, expected = CASES[family]
    assert set(edited(family, body)) == expected


def test_statements_are_left_out_moved_and_done_in_place():
    found = edited(
        "statements",
        """\
        for k in x:
            y = y - k
            a(y)
        return y
        """,
    )
    for changed in (
        "for k in x:; a(y); return y",
        "for k in x:; a(y); y = y - k; return y",
        "y = y - k; for k in x:; a(y); return y",
        "for k in x:; y = y - k; a(y); return y",
        "for k in x:; y -= k; a(y); return y",
        "for k in x:; y = y - k; a(y); break; return y",
        "for k in x:; y = y - k; a(y); return y; return y",
        "for k in x:; y = y - k; a(y); y",
    ):
        assert changed in found, changed


def test_results_change_their_type_shape_and_order():
    found = edited("types", "return (float(x), y)")
    for changed in (
        "return (y, float(x))",
        "return (y,)",
        "return (x, y)",
        "return (np.asarray(float(x), np.float32), y)",
        "return (float(x), np.reshape(y, (-1, 1)))",
        "return (float(x), np.asarray(y).astype(int))",
    ):
        assert changed in found, changed


def test_draws_lose_their_seed_their_distribution_and_their_order():
    seeds = edited("randomness", "return np.random.default_rng(x)")
    assert set(seeds) == {"return np.random.default_rng()", "return np.random.default_rng(0)"}
    orders = edited("randomness", "return x.permutation(y)")
    assert set(orders) == {"return np.arange(y)", "return x.integers(0, y, y)"}
    normal = edited("randomness", "return x.normal(0.0, y, 3)")
    assert set(normal) == {
        "return 0.0 + y * x.uniform(-3 ** 0.5, 3 ** 0.5, 3)",
        "return x.normal(0.0, y ** 2, 3)",
        "return x.normal(0.0, 1.0, 3)",
    }


def test_words_of_figures_are_no_variables():
    assert set(edited("variables", "return a.set(xlabel=x, x=y)")) == {"return a.set(xlabel=x, x=x)"}


def test_a_parameter_that_is_one_number_is_fixed_and_an_array_is_not():
    found = edited("constants", "return rate * len(x)", "x, rate")
    assert set(found) == {f"rate = {value}; return rate * len(x)" for value in (0, 1, 10, 0.1, 0.5)}


def test_a_sentence_says_the_place_in_both_languages():
    sentence = edited("axes", "return np.sum(x, axis=1)")["return np.sum(x, axis=0)"]
    assert sentence == "the sum is taken over axis 0; it should be taken over axis 1"
    source = "def f(x):\n    'Sums.'\n    return x.sum(axis=1)\n"
    mutants = make_code_mutants(source, {"sums": ("f",)})
    [found] = [one for one in mutants if "axis=0" in one.after]
    assert found.sentence == "`f`: the sum is taken over axis 0; it should be taken over axis 1."
    french = found.sentence.render(translations("fr"))
    assert french == "`f` : la somme : le calcul porte sur l’axe 0 ; il devrait porter sur l’axe 1."


def test_the_id_of_a_mutant_depends_on_its_function_alone():
    one = "def f(x):\n    return x + 1\n"
    other = "def g(x):\n    return x * 3\n"
    alone = {mutant.id for mutant in make_code_mutants(one, {"e": ("f",)})}
    both = {mutant.id for mutant in make_code_mutants(other + one, {"e": ("f",), "h": ("g",)})}
    assert alone < both
    assert len({mutant.source for mutant in make_code_mutants(one, {"e": ("f",)})}) == len(alone)


def test_functions_that_are_given_have_no_mutants():
    assert make_code_mutants("def f(x):\n    return x + 1\n", {"e": ("g",)}) == ()
