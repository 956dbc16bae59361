// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/flow/flow.hpp"
#include "gateway/flow/model.hpp"

#include <optional>

namespace earshot::flow {

// TOML to model. Nothing when the file cannot be read as one; findings say what and in which line.
std::optional<script> read_script(std::string_view text, std::string_view file, std::vector<finding>& findings);

// Everything that can be told about a flow before anybody uses it.
void lint(script const& flow, std::vector<finding>& findings);

}  // namespace earshot::flow
