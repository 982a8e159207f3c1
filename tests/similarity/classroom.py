"""A class of generated answers to the lab `neuron`, honest ones and copies with all names changed.

An honest answer takes, for each function, one of the ways that the tests of the suite know (right and wrong),
the plain ones far more often, and writes it with habits of its own: other names, `np.sum(x)` or `x.sum()`,
intermediate results, the order of factors, constants, remarks, and trials of its own below. A copy is an
answer of somebody else after a program has changed every name, put statements that do not depend on each
other in another order, and written other comments.
"""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import random
import re
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sample_results import FINGERPRINT

from bareme.results.result import CellRecord, ExerciseScore, FileRecord, Result, StudentRecord

ROOT: Final = Path(__file__).parents[2]
FUNCTIONS: Final = {
    "prepare": "prepare",
    "sigmoid": "sigmoid",
    "neuron": "neuron",
    "loss": "binary_cross_entropy",
    "gradients": "gradients",
    "training": "train",
    "accuracy": "accuracy",
}
"""The function of each exercise of the lab."""
WORDS: Final = (  # noqa: SIM905
    "a acc aux b1 base bias buf c calc coef col cpt cur d data delta diff dif dist e ecart el entree "
    "err erreur est etape f fin g grad grille h hat i idx img inp it j k l lab ligne lim m mat mini "
    "mod moy n nb new nu o out p pas pix pred prob q r rate2 rep res ret s s1 score sol som sortie "
    "tab tmp tmp2 tot tt u v val vec w1 x1 xx y1 yhat z1 zz "
).split()
TRIALS: Final = (
    "print({f}([0.0]))",
    "print({f})",
    "for {v} in range({n}):\n    print({v}, {f}.__name__)",
    "{v} = np.linspace(-{n}, {n}, {m})\nplt.plot({v}, {v} ** 2)\nplt.show()",
    "{v} = np.random.default_rng({n}).normal(size=({m}, 2))\nprint({v}.mean(axis=0))",
    "{v} = x_train[{n}]\nplt.imshow({v}, cmap='gray')\nplt.title(y_train[{n}])",
    "print(x_train[:{n}].mean(), x_train[:{n}].std())",
    "assert abs(np.sum([0.1] * {n}) - {n} / 10) < 1e-{m}",
    "{v} = [k ** 2 for k in range({n})]\nprint({v}[-1], len({v}))",
    "import time\n{v} = time.time()\nnp.ones(({n}, {m})).sum()\nprint(time.time() - {v})",
    "print(np.unique(y_train[:{n}], return_counts=True))",
    "{v} = np.where(y_train == {n} % 10)[0][:{m}]\nprint({v})",
)
REMARKS: Final = (
    "as in the lecture",
    "one value for each sample",
    "mean over the samples",
    "not too large",
    "this was hard",
    "works now",
    "see the sheet",
    "avoid zero",
)


@dataclass(frozen=True)
class Classroom:
    """Results of a class, and the pairs of ids of a copy and its source."""

    results: tuple[Result, ...]
    planted: frozenset[tuple[str, str]]


def make_classroom(size: int, copies: int, seed: int = 0) -> Classroom:
    """Makes a class of ``size`` answers, of which the last ``copies`` are copies of different others."""
    rng = random.Random(seed)
    variants = read_variants()
    answers = [write_answer(rng, variants) for _ in range(size - copies)]
    sources = rng.sample(range(size - copies), copies)
    copied = [disguise(answers[source], rng) for source in sources]
    names = [f"student-{k:03d}" for k in range(size)]
    rng.shuffle(names)
    results = tuple(make_result(name, cells) for name, cells in zip(names, answers + copied, strict=True))
    planted = {tuple(sorted((names[source], names[size - copies + k]))) for k, source in enumerate(sources)}
    return Classroom(tuple(sorted(results, key=lambda one: one.student.id)), frozenset(planted))


def plain_shares(results: Sequence[Result]) -> dict[tuple[str, str], float]:
    """Returns the share of equal runs of four tokens, as written, for each pair of ids."""
    codes = {result.student.id: _plain_fragments(result) for result in results}
    return {
        (one, other): len(codes[one] & codes[other]) / len(codes[one] | codes[other])
        for one, other in itertools.combinations(sorted(codes), 2)
    }


def _plain_fragments(result: Result) -> set[tuple[str, ...]]:
    source = "\n".join(cell.source for cell in result.cells) + "\n"
    words = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.string.strip() and token.type != tokenize.COMMENT
    ]
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def read_variants() -> dict[str, list[str]]:
    """Returns the ways to write each function, the solution first, as sources of one cell."""
    blocks = [(ROOT / "solutions/neuron.py").read_text("utf-8")]
    answers = (ROOT / "tests/suites/answers/neuron.txt").read_text("utf-8")
    blocks += [block.partition("\n")[2] for block in re.split(r"^## ", answers, flags=re.MULTILINE)[1:]]
    blocks += [path.read_text("utf-8") for path in sorted((ROOT / "graders/neuron/mistakes").glob("*.py"))]
    found: dict[str, list[str]] = {name: [] for name in FUNCTIONS.values()}
    for block in blocks:
        for node in ast.parse(block).body:
            if isinstance(node, ast.FunctionDef) and node.name in found:
                source = ast.unparse(_without_docstring(node))
                if source not in found[node.name]:
                    found[node.name].append(source)
    return found


def write_answer(rng: random.Random, variants: dict[str, list[str]]) -> dict[str, str]:
    """Returns the cells of an honest answer, by exercise; those of nobody's exercise have other keys."""
    habits = Habits(rng)
    cells = {}
    for exercise, function in FUNCTIONS.items():
        ways = variants[function]
        # A few ways have most of the class, as in every lab whose statement tells the formula.
        weights = [1 / (k + 1) for k in range(len(ways))]
        source = rng.choices(ways, weights)[0]
        cells[exercise] = habits.write(source)
    for k in range(rng.randrange(4)):
        cells[f"trial-{k}"] = rng.choice(TRIALS).format(
            f=rng.choice(list(FUNCTIONS.values())),
            v=rng.choice(WORDS),
            n=rng.randrange(2, 40),
            m=rng.randrange(2, 12),
        )
    return cells


def disguise(cells: dict[str, str], rng: random.Random) -> dict[str, str]:
    """Changes every name in cells, the order of statements, and the comments."""
    done = {}
    for key, source in cells.items():
        tree = ast.parse(source)
        _rename(tree, rng, everything=True)
        for node in ast.walk(tree):
            if isinstance(getattr(node, "body", None), list):
                node.body = _reorder(node.body)
        done[key] = _remark(ast.unparse(ast.fix_missing_locations(tree)), rng, 0.3)
    return done


def make_result(name: str, cells: dict[str, str]) -> Result:
    """Returns the result of a student with these cells, all graded with full marks."""
    head = "import matplotlib.pyplot as plt\nimport numpy as np\nfrom bareme.datasets import load"
    sources = [head, *cells.values()]
    records = tuple(
        CellRecord(index=k, kind="code", source=source, status="ok") for k, source in enumerate(sources)
    )
    exercises = tuple(
        ExerciseScore(id=key, title={"en": key}, score=1, max_score=1, cells=(index,))
        for index, key in enumerate(cells, 1)
        if key in FUNCTIONS
    )
    return Result(
        assignment="neuron",
        title={"en": "A single neuron", "fr": "Un seul neurone"},
        student=StudentRecord(id=name, name=name.replace("-", " ").title()),
        file=FileRecord(name="neuron.ipynb", sha256=hashlib.sha256(name.encode()).hexdigest()),
        status="graded",
        score=7,
        max_score=7,
        pending=0,
        scale=20,
        grade=20,
        isolation="namespaces",
        profile="mini",
        exercises=exercises,
        checks=(),
        cells=records,
        fingerprint=FINGERPRINT,
    )


class Habits(ast.NodeTransformer):
    """The ways in which one student writes what others write in another way."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.by_method = rng.random() < 0.5
        self.by_shape = rng.random() < 0.4
        self.stores = rng.random()
        self.swaps = rng.random() * 0.6
        self.floats = rng.random() < 0.3
        self.epsilon = rng.choice((1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15))
        self.remarks = rng.random() * 0.4

    def write(self, source: str) -> str:
        """Returns a function as this student writes it."""
        tree = self.visit(ast.parse(source))
        if self.rng.random() < 0.6:
            _rename(tree, self.rng, everything=False)
        return _remark(ast.unparse(ast.fix_missing_locations(tree)), self.rng, self.remarks)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        body: list[ast.stmt] = []
        for one in node.body:
            returned = one.value if isinstance(one, ast.Return) else None
            if isinstance(returned, ast.Call | ast.BinOp) and self.rng.random() < self.stores:
                name = self.rng.choice(WORDS)
                stored = ast.Assign([ast.Name(name, ast.Store())], returned, lineno=0)
                body += [stored, ast.Return(ast.Name(name, ast.Load()))]
            else:
                body.append(one)
        node.body = body
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Mult) and self.rng.random() < self.swaps:
            node.left, node.right = node.right, node.left
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("np"), attr="sum" | "mean" as name),
                args=[ast.Name() as value],
                keywords=[],
            ) if self.by_method:
                return ast.Call(ast.Attribute(value, name, ast.Load()), [], [])
            case ast.Call(func=ast.Name("len"), args=[ast.Name() as value]) if self.by_shape:
                shape = ast.Attribute(value, "shape", ast.Load())
                return ast.Subscript(shape, ast.Constant(0), ast.Load())
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float) and 0 < node.value < 1e-6:
            return ast.Constant(self.epsilon)
        if type(node.value) is int and node.value == 1 and self.floats:
            return ast.Constant(1.0)
        return node


def _rename(tree: ast.AST, rng: random.Random, *, everything: bool) -> None:
    """Gives new names to the variables of a cell: to all, or to each other one; parameters count as well."""
    names = sorted(
        {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        | {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    )
    fresh = iter(rng.sample(WORDS, len(WORDS)))
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    new = {
        name: next(word for word in fresh if word not in taken)
        for name in names
        if everything or rng.random() < 0.5
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)


def _reorder(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Swaps neighbours that do not depend on each other, from the first to the last."""
    done = list(body)
    for k in range(len(done) - 1):
        one, other = done[k], done[k + 1]
        assigns = isinstance(one, ast.Assign) and isinstance(other, ast.Assign)
        if assigns and not _stored(one) & _names(other) and not _stored(other) & _names(one):
            done[k], done[k + 1] = other, one
    return done


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _stored(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _remark(source: str, rng: random.Random, often: float) -> str:
    lines = source.split("\n")
    return "\n".join(f"{line}  # {rng.choice(REMARKS)}" if rng.random() < often else line for line in lines)


def _without_docstring(node: ast.FunctionDef) -> ast.FunctionDef:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        node.body = node.body[1:]
    return node
