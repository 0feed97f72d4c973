"""Tests of tidy: each rule is broken once, and the complaint names place and cure."""
import importlib.machinery
import importlib.util
import pathlib
import shutil
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(HERE / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


tidy = load("tidy")
CLEAN = {"src/base/README.md": "base\n", "src/base/a.h": "#pragma once\nint f();\n",
         "src/base/a.cpp": '#include "base/a.h"\n'}


class Tidy(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def complaints(self, files):
        for place, text in {**CLEAN, **files}.items():
            path = self.root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return tidy.check(self.root)

    def test_what_is_allowed(self):
        allowed = {
            "src/base/time.cpp": "system_clock::now\n",
            "src/base/a_test.cpp": "assert(x);\n",
            "src/base/b.cpp": "static_assert(x);\nusing namespace std::chrono_literals;\n"
                              "f();  // NOLINT(bugprone-x): the kernel wants it so\n",
            "src/base/link.cpp": "// https://example.org/" + "x" * 100 + "\n",
            "src/base/testdata/raw.txt": b"\xff\t",
            "src/base/c.h": "#pragma once\nauto x = std::get_if<T>(v);\nj.get_to(x);\n",
        }
        self.assertEqual(self.complaints(allowed), [])

    def test_each_rule(self):
        table = [
            ("src/base/b.cpp", "x" * 101 + "\n", "b.cpp:1: 101 columns"),
            ("src/base/b.cpp", "x\n" * 501, "501 lines: split"),
            ("src/base/b.cpp", "auto t = std::chrono::system_clock::now();\n", "take a Clock"),
            ("src/base/b.cpp", "std::thread(f).detach();\n", "join it"),
            ("src/base/b.cpp", "// TO" "DO later\n", "do it now"),
            ("scripts/x", "# FIX" "ME\n", "do it now"),
            ("src/base/b.cpp", "\tx\n", "a tab"),
            ("src/base/b.cpp", "x", "no newline"),
            ("src/base/b.cpp", "x \n", "blanks"),
            ("src/base/b.cpp", "x\r\n", "carriage return"),
            ("src/base/b.cpp", "#include <regex>\n", "without bound"),
            ("src/base/b.cpp", "assert(x);\n", "CHECK"),
            ("src/base/b.cpp", "f();  // NOLINT\n", "give the reason"),
            ("src/base/b.cpp", "f();  // NOLINT(x)\n", "give the reason"),
            ("src/base/b.h", "int f();\n", "no #pragma once"),
            ("src/base/b.h", "#pragma once\nint get_size();\n", "without get_"),
            ("src/base/b.h", "#pragma once\nusing namespace std;\n", "name what you use"),
            ("src/base/string_utils.cpp", "x\n", "'utils' says nothing"),
            ("src/base/b.cpp", b"\xff\n", "not UTF-8"),
            ("src/base/README.md", "x\n" * 41, "41 lines: cut it"),
            ("src/mail/a.cpp", "x\n", "src/mail: no README.md"),
            ("scripts/x", "curl https://registry" ".example.org\n", "name no registry"),
        ]
        for place, text, part in table:
            with self.subTest(part=part):
                found = self.complaints({place: text})
                self.assertEqual(len(found), 1, found)
                self.assertIn(part, found[0])
                shutil.rmtree(self.root)
                self.root.mkdir()

    def test_headers_compile_alone(self):
        self.complaints({"src/base/b.h": "#pragma once\nstd::string f();\n"})
        found = list(tidy.check_headers(self.root))
        self.assertEqual(len(found), 1, found)
        self.assertIn("src/base/b.h: does not compile alone", found[0])


if __name__ == "__main__":
    unittest.main()
