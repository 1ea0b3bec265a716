"""The style numbers: length of lines, functions, files; parameters; virtuals of an interface."""
import re

CODE = {".h", ".cc", ".py", ".sh", ".g4"}
MAX_COLUMNS = 100
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 500
MAX_PARAMETERS = 4
MAX_VIRTUALS = 8


def is_script(root, path):
    """A file without a suffix that begins with #!."""
    if path.suffix:
        return False
    with open(root / path, "rb") as file:
        return file.read(2) == b"#!"


def strip_code(text):
    """C++ text with comments, strings and characters blanked, lines kept."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
                         r"|'(?:\\.|[^'\\\n])'", re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


FUNCTION = re.compile(r"\)\s*(?:const\b|noexcept\b|override\b|final\b|mutable\b|&&?|\s)*"
                      r"(?:->[^{;=]*|:\s[^{;]*(?:\{[^{}]*\}[^{;]*)*)?\{")
CONTROL = re.compile(r"\b(if|for|while|switch|catch|constexpr)\s*$")


def matching(text, begin, opening, closing):
    """Index of the bracket that closes the one at `begin`; the end of the text if none does."""
    depth = 0
    for i in range(begin, len(text)):
        if text[i] == opening:
            depth += 1
        elif text[i] == closing:
            depth -= 1
            if depth == 0:
                return i
    return len(text) - 1


def opening_parenthesis(text, end):
    """Index of the '(' that the ')' at `end` closes."""
    depth = 0
    for i in range(end, -1, -1):
        depth += {")": 1, "(": -1}.get(text[i], 0)
        if depth == 0:
            return i
    return 0


def is_kafka_callback(parameters):
    """Whether librdkafka fixes the signature: its handle first, and a final void* of the caller."""
    return (bool(re.match(r"\s*(const\s+)?rd_kafka_t\s*\*", parameters[0]))
            and bool(re.match(r"\s*void\s*\*\s*\w*\s*$", parameters[-1])))


def functions(text):
    """(line, lines, parameters) of every function with a body, lambdas left out."""
    out = []
    for match in FUNCTION.finditer(text):
        begin = opening_parenthesis(text, match.start())
        before = text[:begin].rstrip()
        if CONTROL.search(before) or before.endswith("]") or not re.search(r"[\w>\]]$", before):
            continue
        body = match.end() - 1
        end = matching(text, body, "{", "}")
        line = text.count("\n", 0, body) + 1
        parameters = split_parameters(text[begin + 1:match.start()])
        # A callback of a C library cannot choose its parameters: they do not count.
        count = 0 if parameters and is_kafka_callback(parameters) else len(parameters)
        out.append((line, text.count("\n", body, end) + 1, count))
    return out


def split_parameters(text):
    """Top-level parameters of a list."""
    depth, parts, current = 0, [], ""
    for c in text:
        depth += {"(": 1, "<": 1, "{": 1, "[": 1, ")": -1, ">": -1, "}": -1, "]": -1}.get(c, 0)
        if c == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += c
    return [part for part in parts + [current] if part.strip()]


def virtuals(text):
    """(line, name, count) of each class with virtual functions, destructors left out."""
    out = []
    for match in re.finditer(r"\b(?:class|struct)\s+(\w+)[^;{()]*\{", text):
        body = text[match.end() - 1:matching(text, match.end() - 1, "{", "}")]
        count = len(re.findall(r"\bvirtual\b(?!\s*~)", body))
        out.append((text.count("\n", 0, match.start()) + 1, match.group(1), count))
    return out


def check_cpp(root, path, breaches):
    """Functions and interfaces of one C++ file."""
    text = strip_code((root / path).read_text(encoding="utf-8"))
    for line, lines, parameters in functions(text):
        if lines > MAX_FUNCTION_LINES:
            breaches.append(f"{path}:{line}: a function of {lines} lines")
        if parameters > MAX_PARAMETERS:
            breaches.append(f"{path}:{line}: a function of {parameters} parameters")
    for line, name, count in virtuals(text):
        if count > MAX_VIRTUALS:
            breaches.append(f"{path}:{line}: {name} has {count} virtual functions")


def check(root, files):
    """All breaches of the numbers."""
    breaches = []
    for path in files:
        if path.suffix not in CODE and not is_script(root, path):
            continue
        lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        if len(lines) > MAX_FILE_LINES:
            breaches.append(f"{path}: {len(lines)} lines")
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS and "http" not in line:
                breaches.append(f"{path}:{number}: {len(line)} columns")
        if path.suffix in {".h", ".cc"}:
            check_cpp(root, path, breaches)
        if path.suffix == ".h" and not lines[0].startswith("// "):
            breaches.append(f"{path}: its first line does not say what it is about")
    return breaches


def print_figures(root, files):
    """Median, p90 and largest of functions and files."""
    sizes, lengths = [], []
    for path in files:
        if path.suffix not in {".h", ".cc"} or path.parts[0] == "tests":
            continue
        text = (root / path).read_text(encoding="utf-8")
        lengths.append(text.count("\n"))
        sizes += [lines for _, lines, _ in functions(strip_code(text))]
    for name, values in (("functions", sorted(sizes)), ("files", sorted(lengths))):
        print(f"{name}: {len(values)}, median {values[len(values) // 2]}, "
              f"p90 {values[len(values) * 9 // 10]}, largest {values[-1]} lines")
