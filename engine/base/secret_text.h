// Text that may hold passwords, as it may be printed: script lines and values of options.
#pragma once

#include <string>

namespace streamsql {

// Replaces each byte of what follows "password =", "secret =", "token =" or the like by '*': a
// literal in quotes to its end, as in 'password' = '…', or a parameter as in url?password=…&x=y.
// The length stays, so that places in the text do.
std::string hide_secrets(std::string text);

}  // namespace streamsql
