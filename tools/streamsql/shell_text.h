// Shell text: what the shell says, in Flink's words, and its colours.
#pragma once

#include <string>
#include <string_view>

namespace streamsql {

// Colours only where a terminal shows them and NO_COLOR is not set (https://no-color.org).
bool wants_colours(int file);

// "[INFO] …", "[WARNING] …", "[ERROR] …", each with its line end.
class ShellText {
 public:
  explicit ShellText(bool colours) : colours_(colours) {}
  std::string info(std::string_view text) const;
  std::string warning(std::string_view text) const;
  // `rendered` is what render(error) gives: its code and carets in red, its hint in blue.
  std::string failure(std::string_view rendered) const;
  std::string coloured_error(std::string_view rendered) const;

 private:
  std::string paint(std::string_view code, std::string_view text) const;
  bool colours_;
};

extern const std::string_view kShellHelp;

}  // namespace streamsql
