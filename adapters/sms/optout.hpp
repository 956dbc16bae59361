// SPDX-License-Identifier: Apache-2.0
// Words that stop, start and ask for help. Only a whole message counts: "please stop the noise" is a report.
#pragma once

#include "gateway/domain/message.hpp"

#include <string_view>

namespace earshot::sms {

// Case, spaces and the punctuation around it do not matter. YES is left out: it answers questions, and means "start"
// only to a provider that has just stopped.
reading::signal opt_out_word(std::string_view text);

}  // namespace earshot::sms
