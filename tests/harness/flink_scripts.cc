// flink_scripts: runs the scripts of tests/flink and compares with what Flink answered.
//   flink_scripts DIR [WORD...]     scripts whose path contains a WORD; all without
//   --diff                          show the first differing rows of each failing script
//   --quiet                         only failures and the closing line
// A script that uses what streamsql does not have yet is counted as skipped, by what it lacks; one
// that DIR/known-differences lists ("path: reason") too, and fails when it has come to agree.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "tests/harness/script.h"

namespace {

namespace fs = std::filesystem;
using streamsql::ErrorCode;

struct Arguments {
  fs::path root;
  std::vector<std::string> words;
  bool diff = false, quiet = false;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::vector<fs::path> scripts(const Arguments& arguments) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(arguments.root)) {
    if (entry.path().extension() != ".sql") continue;
    const auto name = fs::relative(entry.path(), arguments.root).string();
    const bool wanted = arguments.words.empty() ||
                        std::any_of(arguments.words.begin(), arguments.words.end(),
                                    [&](const auto& word) { return name.find(word) != name.npos; });
    if (wanted) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

// The expected rows: Flink's, or our own where a deviation says why.
std::string expectation(fs::path script) {
  const auto deviation = script.replace_extension(".deviation");
  if (fs::exists(deviation)) {
    const auto text = read(deviation);
    return text.substr(std::min(text.find('\n') + 1, text.size()));
  }
  return read(script.replace_extension(".expected"));
}

// Takes the closing "ERROR class: message" off; its wording is Flink's and not compared.
bool take_error(std::string& expected) {
  const auto begin = expected.starts_with("ERROR ") ? 0 : expected.rfind("\nERROR ");
  if (begin == std::string::npos) return false;
  expected.resize(begin == 0 ? 0 : begin + 1);
  return true;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) out.push_back(line);
  return out;
}

void print_diff(const std::string& expected, const std::string& actual) {
  const auto wanted = lines(expected), got = lines(actual);
  int shown = 0;
  for (std::size_t i = 0; i < std::max(wanted.size(), got.size()) && shown < 8; ++i) {
    const std::string left = i < wanted.size() ? wanted[i] : "(nothing)";
    const std::string right = i < got.size() ? got[i] : "(nothing)";
    if (left == right) continue;
    fmt::print("     flink     {}\n     streamsql {}\n", left, right);
    ++shown;
  }
}

std::map<std::string, std::string> known_differences(const fs::path& root) {
  std::map<std::string, std::string> out;
  for (const auto& line : lines(read(root / "known-differences"))) {
    const auto colon = line.find(": ");
    if (line.starts_with("#") || colon == std::string::npos) continue;
    out[line.substr(0, colon)] = line.substr(colon + 2);
  }
  return out;
}

struct Verdict {
  enum class Kind { Passed, Failed, Skipped } kind;
  std::string reason;
};

Verdict judge(const fs::path& script, const Arguments& arguments) {
  const auto result = streamsql::harness::run_script(script.filename().string(), read(script),
                                                     fs::absolute(script).parent_path(), {});
  if (result.error && result.error->code() == ErrorCode::UnsupportedSyntax) {
    return {Verdict::Kind::Skipped, result.error->message()};
  }
  auto expected = expectation(script);
  const bool fails = take_error(expected);
  // A failing job may have printed some rows before; how many is a matter of timing.
  const bool same = fails ? expected.starts_with(result.output) || result.output == expected
                          : expected == result.output;
  if (same && fails == result.error.has_value()) return {Verdict::Kind::Passed, ""};
  if (arguments.diff && !same) print_diff(expected, result.output);
  if (result.error && !fails) {
    return {Verdict::Kind::Failed, streamsql::render(*result.error, result.text)};
  }
  return {Verdict::Kind::Failed, fails && !result.error ? "Flink refuses it" : "other rows"};
}

Verdict weigh(Verdict verdict, const std::string* known) {
  if (!known || verdict.kind == Verdict::Kind::Skipped) return verdict;
  if (verdict.kind == Verdict::Kind::Failed) return {Verdict::Kind::Skipped, "differs: " + *known};
  return {Verdict::Kind::Failed, "it agrees now: take it off known-differences"};
}

Arguments parse_arguments(int count, char** values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string value = values[i];
    if (value == "--diff") {
      arguments.diff = true;
    } else if (value == "--quiet") {
      arguments.quiet = true;
    } else if (arguments.root.empty()) {
      arguments.root = value;
    } else {
      arguments.words.push_back(value);
    }
  }
  return arguments;
}

}  // namespace

int main(int count, char** values) {
  const auto arguments = parse_arguments(count, values);
  if (arguments.root.empty()) {
    fmt::print(stderr, "usage: flink_scripts DIR [WORD...] [--diff] [--quiet]\n");
    return 2;
  }
  int passed = 0, failed = 0, skipped = 0;
  std::map<std::string, int> lacking;
  const auto known = known_differences(arguments.root);
  for (const auto& script : scripts(arguments)) {
    const auto name = fs::relative(script, arguments.root).string();
    const auto listed = known.find(name);
    const auto verdict =
        weigh(judge(script, arguments), listed == known.end() ? nullptr : &listed->second);
    if (verdict.kind == Verdict::Kind::Failed) fmt::print("FAIL {}: {}\n", name, verdict.reason);
    if (verdict.kind == Verdict::Kind::Passed && !arguments.quiet) fmt::print("ok   {}\n", name);
    if (verdict.kind == Verdict::Kind::Skipped) ++lacking[verdict.reason];
    passed += verdict.kind == Verdict::Kind::Passed;
    failed += verdict.kind == Verdict::Kind::Failed;
    skipped += verdict.kind == Verdict::Kind::Skipped;
    std::fflush(stdout);
  }
  for (const auto& [reason, times] : lacking) fmt::print("skip {:3} × {}\n", times, reason);
  fmt::print("{} passed, {} failed, {} skipped\n", passed, failed, skipped);
  return failed == 0 && passed > 0 ? 0 : 1;
}
