"""Tests of check_layers: each rule is broken once, and the complaint says so."""
import importlib.machinery
import importlib.util
import pathlib
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOMS = """
room(base    LAYER 0 LINKS x)
room(message LAYER 1 USES base LINKS base_like)
room(hunting LAYER 1 USES base)
room(casework LAYER 1 USES base)
room(verdict LAYER 2 USES base
     message LINKS y)
"""


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(HERE / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


check_layers = load("check_layers")


def complaints(files, rooms=ROOMS):
    """What check_layers says about a tree of these files below src/."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for place, text in {"CMakeLists.txt": rooms, **files}.items():
            path = root / "src" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return check_layers.check(root)


class CheckLayers(unittest.TestCase):
    def assert_one(self, found, *parts):
        self.assertEqual(len(found), 1, found)
        for part in parts:
            self.assertIn(part, found[0])

    def test_what_is_allowed(self):
        allowed = {
            "message/parse.cpp": '#include "message/parse.h"\n#include "base/text.h"\n'
                                 "#include <gmime/gmime.h>\n#include <vector>\n",
            "message/parse.h": "#include <string>\n#include <sys/types.h>\n#include <fcntl.h>\n",
            "verdict/detectors/one.cpp": '#include "message/facts.h"\n',
            "main.cpp": '#include "verdict/judge.h"\n#include "pipeline.h"\n',
            "casework/prepared.h": "#include <soci/soci.h>\n",
        }
        self.assertEqual(complaints(allowed), [])

    def test_forbidden_includes(self):
        table = [
            ("message/parse.cpp", '#include "hunting/client.h"', "message/parse.cpp:1",
             "may use only base"),
            ("base/text.cpp", '#include "message/facts.h"', "may use only itself", "USES"),
            ("verdict/a/b.cpp", '\n  #  include "hunting/client.h"', "verdict/a/b.cpp:2",
             "add hunting"),
            ("message/parse.h", "#include <gmime/gmime.h>", "third-party header", "make_"),
            ("message/parse.h", "#include <zlib.h>", "third-party header <zlib.h>"),
            ("message/parse.cpp", '#include "parse.h"', 'write "message/parse.h"'),
            ("message/parse.cpp", '#include "nowhere/x.h"', "there is no such room"),
            ("attic/x.cpp", "", "folder attic is no room"),
            ("other.cpp", '#include "base/text.h"', "may stand outside a room"),
        ]
        for place, text, *parts in table:
            with self.subTest(place=place, text=text):
                self.assert_one(complaints({place: text + "\n"}), *parts)

    def test_declarations(self):
        table = [
            ("room(a LAYER 0)\nroom(b LAYER 1 USES c)\n", "CMakeLists.txt:2", "declared above"),
            ("room(a LAYER 3)\nroom(b LAYER 1 USES a)\n", "layer 3", "upwards only"),
            ("room(a LAYER 0)\nroom(a LAYER 1)\n", "declared twice"),
        ]
        for rooms, *parts in table:
            with self.subTest(rooms=rooms):
                self.assert_one(complaints({}, rooms), *parts)

    def test_the_tree_itself_is_read(self):
        rooms = check_layers.read_rooms((HERE.parent / "src/CMakeLists.txt").read_text())
        self.assertIn("base", [room.name for room in rooms])
        self.assertGreater(len(rooms), 5)


if __name__ == "__main__":
    unittest.main()
