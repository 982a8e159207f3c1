"""A failing worker reports one sentence to the batch and prints nothing."""

import json
import subprocess
import sys

SCRIPT = """
import json, logging, sys, threading
from bareme.errors import InputError
from bareme.i18n.messages import msg
from bareme.grading.process_pool import run_in_processes, start_worker_server


def work(item):
    if item == "raises":
        raise ValueError("a " + "very " * 1000 + "long \\ud83d reason")
    if item == "dies":
        import os
        os.kill(os.getpid(), 9)
    if item == "exits":
        sys.exit(4)
    if item == "prints":
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
        try:
            1 // 0
        except ZeroDivisionError:
            logging.getLogger("some.library").exception("failed")
    if item == "cannot write":
        raise InputError(msg("%(path)s cannot be written", path="/out"))


if __name__ == "__main__":
    start_worker_server(())
    try:
        for item, ended in run_in_processes(work, json.loads(sys.argv[1]), workers=2, timeout=60):
            print(json.dumps([item, ended.exit_code, ended.reason]))
    except InputError as error:
        print(json.dumps(["stopped", type(error.sentence).__name__, str(error)]))
"""


def run(tmp_path, *items):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(items)], capture_output=True, text=True, timeout=300
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_way_of_ending_is_told_and_nothing_is_printed(tmp_path):
    ended = {item: rest for item, *rest in run(tmp_path, "works", "raises", "dies", "exits", "prints")}
    code, reason = ended.pop("raises")
    assert ended == {"works": [0, None], "dies": [-9, None], "exits": [4, None], "prints": [0, None]}
    assert code == 1
    assert reason.startswith("bareme failed with ValueError: a very very")
    assert len(reason) < 400


def test_what_cannot_be_written_stops_the_batch_with_its_sentence(tmp_path):
    assert run(tmp_path, "cannot write") == [["stopped", "Message", "/out cannot be written"]]
