// SPDX-License-Identifier: Apache-2.0
// Beast's request parser, writing straight into our own struct. Private to net.
#pragma once

#include "gateway/net/http.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <string>
#include <string_view>

namespace earshot::net {

class http_parser final : public boost::beast::http::basic_parser<true> {
public:
    explicit http_parser(std::size_t header_bytes);

    http_request request;
    std::size_t body_limit_bytes{};  // set between head and body

    // What the head alone makes wrong: 0, or the status to answer with.
    unsigned complaint() const noexcept;
    bool expects_continue() const noexcept { return expects_continue_; }
    int minor_version() const noexcept { return version_ % 10; }

private:
    using verb = boost::beast::http::verb;
    using field = boost::beast::http::field;
    using text = boost::beast::string_view;
    using error_code = boost::beast::error_code;

    void on_request_impl(verb, text method, text target, int version, error_code& ec) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(field name, text name_text, text value, error_code& ec) override;
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& ec) override;
    std::size_t on_body_impl(text body, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, text body, error_code& ec) override;
    void on_finish_impl(error_code&) override {}

    std::size_t header_bytes_;
    std::size_t header_used_{};
    int version_{11};
    int hosts_{};
    bool head_done_{};
    bool foreign_coding_{};
    bool expects_continue_{};
    bool expects_other_{};
    bool bad_target_{};
};

}  // namespace earshot::net
