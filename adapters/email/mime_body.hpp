// SPDX-License-Identifier: Apache-2.0
// What a mail says, out of its MIME structure: one text, and what could not be kept. Every loop is bounded: nesting 32,
// 500 parts, 200 KiB of text.
#pragma once

#include "adapters/email/headers.hpp"
#include "gateway/domain/file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::email {

struct mime_limits {
    std::size_t depth{32};
    std::size_t parts{500};
    std::size_t boundary_lines{2000};  // above it no MIME parser gets to see the mail
    std::size_t text{200 * 1024};
    std::size_t part{2 * 1024 * 1024};  // bytes of one text part that are looked at
    std::size_t files{3};               // that are taken of one mail; 0: none, they are only counted
    std::size_t file{10 * 1024 * 1024};  // bytes of one of them
};

struct mime_body {
    // RFC 3464, RFC 8098: the mail as a whole is a report, not one that holds somebody's report.
    enum class report_kind : std::uint8_t { none, failed, other };
    std::string text;  // presentable UTF-8, LF
    unsigned files_refused{};  // when none are taken
    std::vector<raw_file> files;
    std::vector<file_refusal> files_not_taken;
    report_kind report{report_kind::none};
    std::string status;              // of a failed delivery: "5.1.1"
    bool nested_mail{};              // another mail is passed on inside
    bool suspect{};                  // over a limit: read as far as it went
    std::vector<std::string> notes;  // for the operator, each at most once
};

mime_body read_body(std::string_view raw, mail_headers const& headers, mime_limits limits = {});

}  // namespace earshot::email
