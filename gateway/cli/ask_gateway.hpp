// SPDX-License-Identifier: Apache-2.0
// Asks the running gateway over its socket in the data folder.
#pragma once

#include "gateway/config/settings.hpp"
#include "gateway/net/http_client.hpp"

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

namespace earshot::cli {

// POSTs JSON. Nothing when no gateway answers, which was told to `err`.
std::optional<net::http_answer> ask_gateway(config::settings const& settings, std::string const& path,
                                            std::string body, std::chrono::milliseconds deadline, std::ostream& err);

// Whether one runs on this data folder.
bool gateway_answers(config::settings const& settings);

// "error" of an answer, for people.
std::string error_of(net::http_answer const& answer);

// A line from `in` without showing it when that is a terminal; `prompt` goes to the terminal only.
std::string read_secret_line(std::istream& in, std::ostream& err, std::string const& prompt);

}  // namespace earshot::cli
