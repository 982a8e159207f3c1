"""Files are written for whom they may be, and folders removed with all in them."""

import os
import subprocess
import sys

import pytest

from bareme.errors import InputError
from bareme.files import PRIVATE_MODE, remove_tree, write_files_atomic, write_text_atomic


def test_a_folder_goes_with_all_in_it_and_what_links_point_to_stays(tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    folder = tmp_path / "folder"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "link").symlink_to(kept)
    (folder / "\udcff name\nwith a newline").write_text("x")
    os.link(kept / "file", folder / "hard link")
    remove_tree(str(folder))
    assert not folder.exists()
    assert (kept / "file").read_text() == "x"


def test_a_tree_deeper_than_recursion_goes(tmp_path):
    folder = tmp_path / "folder"
    make = "import os\nfor _ in range(3000): os.mkdir('d'); os.chdir('d')"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", make], cwd=folder, check=True)
    remove_tree(str(folder))
    assert not folder.exists()


@pytest.mark.skipif(os.getuid() == 0, reason="root may do everything in any folder")
def test_folders_without_rights_go(tmp_path):
    folder = tmp_path / "folder"
    (folder / "locked" / "inner").mkdir(parents=True)
    (folder / "locked").chmod(0)
    remove_tree(str(folder))
    assert not folder.exists()


def test_a_folder_that_is_not_there_is_no_error(tmp_path):
    remove_tree(str(tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(params=[0o000, 0o002, 0o022, 0o027, 0o077], ids=oct)
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode_of(path):
    return path.stat().st_mode & 0o777


def test_files_and_folders_are_for_those_whom_the_umask_allows(tmp_path, umask):
    write_text_atomic(tmp_path / "new" / "page.html", "x")
    assert mode_of(tmp_path / "new" / "page.html") == 0o666 & ~umask
    assert mode_of(tmp_path / "new") == 0o777 & ~umask


def test_a_private_file_is_never_for_all_even_in_place_of_one_that_was(tmp_path, umask):
    path = tmp_path / "result.json"
    path.write_text("before")
    path.chmod(0o666)
    write_text_atomic(path, "after", PRIVATE_MODE)
    assert mode_of(path) == 0o640 & ~umask
    assert path.read_text() == "after"


def test_if_one_of_several_files_fails_none_changes(tmp_path):
    (tmp_path / "one").write_text("old")

    def fail(stream):
        stream.write(b"half")
        raise InputError("no more")

    with pytest.raises(InputError, match="no more"):
        write_files_atomic({tmp_path / "one": lambda stream: stream.write(b"new"), tmp_path / "two": fail})
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("one", "old")]
