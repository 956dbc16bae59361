// SPDX-License-Identifier: Apache-2.0
// Reports by mail: takes LMTP behind a mail server (or SMTP itself), reads MIME, answers over a smart host. Keys of its
// section: README.md.
#pragma once

#include "adapters/channel.hpp"

namespace earshot::email {

// nullptr after mistakes, which the section knows with their lines.
std::unique_ptr<channel> make_email(std::string name, config::section& settings, channel_services services);

}  // namespace earshot::email
