// SPDX-License-Identifier: Apache-2.0
// What the section of a mail channel says. Each key is described in README.md.
#pragma once

#include "adapters/email/mail_reader.hpp"
#include "adapters/email/mime_body.hpp"
#include "adapters/email/session.hpp"
#include "gateway/config/section.hpp"
#include "gateway/net/line_stream.hpp"

#include <optional>
#include <string>

namespace earshot::email {

struct smarthost {
    std::string url;  // with an EHLO name as its path
    std::string user;
    secret_text password;
    bool require_tls{};
    std::string ca_file;
};

struct email_settings {
    net::listen_address listen;
    net::tls_files tls;
    load_limits load;
    session_rules session;
    std::string authserv_id;
    bool require_authentication{};
    smarthost out;
    std::string sender_name;
    std::string subject;
    std::optional<secret_text> loop_key;
    double per_second{};
    mime_limits reading;  // what files are taken
};

// Nothing after a mistake; all of them are told to the section.
std::optional<email_settings> read_settings(std::string const& channel, config::section& section);

}  // namespace earshot::email
