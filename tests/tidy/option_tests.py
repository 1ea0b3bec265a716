"""Every option of a connector or format is named by a test of it.

The options are those of connectors/README.md, which is generated from the tables in the code. An
option that is accepted without effect there needs no test. That a test names an option does not
prove that the option's value changes the outcome: whoever adds an option writes that test, and this
only notices when nobody did.
"""
import re

# Connectors that live in the folder of another one, with which they share their options.
FOLDERS = {"upsert-kafka": "kafka"}

SECTION = re.compile(r"^## (\S+)$")
ROW = re.compile(r"^\| `([^`]+)`( ★)? \| (.*)$")
FORMATS_BEGIN = "# Formats"


def options(page):
    """(owner, whether it is a format, key) of each option and metadata column that acts."""
    owner, is_format, out = None, False, []
    for line in page.splitlines():
        is_format = is_format or line == FORMATS_BEGIN
        section = SECTION.match(line)
        row = ROW.match(line)
        if section:
            owner = section.group(1)
        elif row and "*(accepted)*" not in row.group(3):
            out.append((owner, is_format, row.group(1)))
    return out


def key_pattern(key):
    """A regular expression of the key in quotes, whatever prefix stands before it."""
    text = re.escape(key).replace(r"\#", r"[\w.]+").replace(r"\.\*", r"\.[\w.]+")
    text = text.removeprefix(r"properties\.") if not key.endswith("*") else text
    return re.compile(rf"""['"`]([\w-]+\.)*{text}['"`]""")


def is_about(path, text, owner, is_format):
    """Whether a test file tests this connector or format."""
    parts, folder = path.parts, FOLDERS.get(owner, owner)
    if parts[:3] == ("tests", "unit", "connectors"):
        if is_format:
            return path.name.startswith(owner.replace("-", "_"))
        return parts[3] in (folder, "embedded")
    if parts[:2] == ("tests", "integration") and folder in parts[2]:
        return True
    scripts = parts[:2] in (("tests", "flink"), ("tests", "sql"), ("tests", "integration"))
    return scripts and (f"'{owner}'" in text or f'"{owner}"' in text)


def check(root, files):
    """The options that no test names, and exceptions that are none any more."""
    tests = {path: (root / path).read_text(encoding="utf-8", errors="replace")
             for path in files if path.parts[0] == "tests" and path.parts[1] != "tidy"}
    page = (root / "connectors" / "README.md").read_text(encoding="utf-8")
    breaches = []
    for owner, is_format, key in options(page):
        pattern = key_pattern(key)
        named = any(pattern.search(text) for path, text in tests.items()
                    if is_about(path, text, owner, is_format))
        if not named:
            breaches.append(f"connectors/{owner}: no test names the option '{key}'")
    return breaches
