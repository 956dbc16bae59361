// SPDX-License-Identifier: Apache-2.0
// Annotated texts: reading, and which of them are held out.
#pragma once

#include "gateway/redact/shadow.hpp"

#include <string>
#include <vector>

namespace earshot::redact::train {

struct row {
    std::string id;
    std::string text;
    std::vector<extent> persons;  // bytes of the text
};

// Throws std::runtime_error if the file cannot be read.
std::string read_file(std::string const& path);
std::vector<std::string> read_lines(std::string const& path);
std::vector<row> read_rows(std::string const& path);

// One row in ten is kept from training, chosen by its id alone.
bool held_out(std::string const& id) noexcept;

}  // namespace earshot::redact::train
