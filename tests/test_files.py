"""Folders with anything in them are removed whole, and nothing that they point to."""

import os
import subprocess
import sys

import pytest

from bareme.files import remove_tree


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
