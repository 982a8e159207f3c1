"""The database of answers that the workers of a batch share."""

import sqlite3

from bareme.grading.mutant_names.answer_store import AnswerStore, SharedAnswers


def test_workers_share_versions(tmp_path):
    place = SharedAnswers(str(tmp_path / "answers.sqlite"))
    AnswerStore(place).keep_versions("f", [{"source": "def f(): return 1"}])
    assert AnswerStore(place).get_versions("f") == [{"source": "def f(): return 1"}]
    assert AnswerStore(place).get_versions("g") is None


def test_source_that_another_program_wrote_into_the_database_is_not_used(tmp_path):
    place = SharedAnswers(str(tmp_path / "answers.sqlite"))
    AnswerStore(place).keep_versions("f", [{"source": "def f(): return 1"}])
    AnswerStore(place).keep_versions("g", [{"source": "def g(): return 2"}])
    forger = sqlite3.connect(place.path)
    forger.execute("UPDATE versions SET content = ? WHERE function = 'f'", ('[{"source": "exit()"}]',))
    # A signature is valid for one function alone.
    (signed,) = forger.execute("SELECT signature FROM versions WHERE function = 'g'").fetchone()
    content = '[{"source": "def g(): return 2"}]'
    forger.execute("INSERT INTO versions VALUES ('h', ?, ?)", (content, signed))
    forger.execute("INSERT INTO versions VALUES ('i', NULL, NULL)")
    forger.commit()
    store = AnswerStore(place)
    assert [store.get_versions(name) for name in "fhi"] == [None, None, None]
    assert store.get_versions("g") is not None
