"""The floors: which folder may include which, read from the table in ARCHITECTURE.md."""
import re

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^">]+)[">]', re.M)

# Header prefixes of third parties, and the folders that may see them.
THIRD_PARTIES = {
    "antlr4-runtime": ["engine/sql"],
    "rocksdb/": ["engine/state"],
    "librdkafka/": ["connectors/kafka"],
    "mysql": ["connectors/mysql"],
    "mariadb": ["connectors/mysql"],
    "rapidjson/": ["connectors/formats", "engine/function", "engine/state", "engine/plan",
                   "tools/streamsql"],
    "doctest": ["tests"],
    "openssl/": ["connectors/kafka", "engine/function"],
    "re2/": ["engine/function", "connectors/kafka", "connectors/filesystem",
            "connectors/embedded", "tools/streamsql"],
    "histedit": ["tools/streamsql"],
    "httplib": ["tools/streamsql"],
    "CLI/": ["tools/streamsql"],
}


def read_table(root):
    """Folder -> set of folders that it may include, itself among them."""
    table = {}
    short = {}
    rows = re.findall(r"^\|\s*`([^`]+)`\s*\|[^|]*\|([^|]*)\|\s*$",
                      (root / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.M)
    for folders, _ in rows:
        for folder in folders.split(", "):
            short[folder.split("/")[-1]] = folder
    for folders, allowed in rows:
        for folder in folders.split(", "):
            table[folder] = {short.get(word, word) for word in allowed.split()} | {folder}
    return table


def folder_of(path, table):
    """The row that a path belongs to, or None."""
    name = "/".join(path.parts[:2])
    if name in table:
        return name
    if path.parts[0] == "connectors" and len(path.parts) > 2:
        return "connectors/*"
    return None


def check(root, files):
    """Every include of the project's own headers stays within its folder's row."""
    table = read_table(root)
    breaches = []
    for path in files:
        if path.suffix not in {".h", ".cc"} or path.parts[0] not in {"engine", "connectors",
                                                                       "tools"}:
            continue
        row = folder_of(path, table)
        if row is None:
            breaches.append(f"{path}: its folder is not in ARCHITECTURE.md's table")
            continue
        own = "/".join(path.parts[:2])
        for include in INCLUDE.findall((root / path).read_text(encoding="utf-8")):
            target = "/".join(include.split("/")[:2])
            if include.split("/")[0] not in {"engine", "connectors", "tools"} or target == own:
                continue
            wildcard = target.startswith("connectors/") and "connectors" in table[row]
            if target not in table[row] and not wildcard:
                breaches.append(f"{path}: includes {include}, which {row} may not")
    return breaches


def check_third_parties(root, files):
    """A third party's headers stay in the folders that own it."""
    breaches = []
    for path in files:
        if path.suffix not in {".h", ".cc"} or path.parts[0] == "tests":
            continue
        for include in INCLUDE.findall((root / path).read_text(encoding="utf-8")):
            for prefix, owners in THIRD_PARTIES.items():
                if include.startswith(prefix) and not str(path).startswith(tuple(owners)):
                    breaches.append(f"{path}: includes {include}, which belongs to "
                                    f"{' and '.join(owners)}")
    return breaches
