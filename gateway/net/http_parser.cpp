// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_parser.hpp"

#include <boost/beast/core/string.hpp>

namespace earshot::net {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t max_fields = 100;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

}  // namespace

http_parser::http_parser(std::size_t header_bytes) : header_bytes_(header_bytes) {
    header_limit(static_cast<std::uint32_t>(header_bytes));
    body_limit(boost::none);  // the route's limit is known only after the head
    request.headers.reserve(8);
}

void http_parser::on_request_impl(verb, text method, text target, int version, error_code&) {
    header_used_ = method.size() + target.size() + 12;
    version_ = version;
    request.method = method;
    request.target = target;
    std::string_view path = request.target;
    // RFC 9112 3.2.2: a server must accept the absolute form too.
    if (!path.starts_with('/')) {
        auto const scheme = path.find("://");
        auto const slash = scheme == std::string_view::npos ? scheme : path.find('/', scheme + 3);
        bad_target_ = slash == std::string_view::npos;
        if (bad_target_) return;
        path.remove_prefix(slash);
    }
    auto const mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string_view::npos) request.query = path.substr(mark + 1);
}

void http_parser::on_field_impl(field name, text name_text, text value, error_code& ec) {
    header_used_ += name_text.size() + value.size() + 4;
    if (header_used_ > header_bytes_ || request.headers.size() >= max_fields) {
        ec = http::error::header_limit;
        return;
    }
    if (head_done_) return;  // trailers are not headers (RFC 9110 6.5.1)
    if (name == field::host) ++hosts_;
    if (name == field::transfer_encoding && !boost::beast::iequals(value, "chunked")) foreign_coding_ = true;
    if (name == field::expect) {
        expects_continue_ = boost::beast::iequals(value, "100-continue");
        expects_other_ = !expects_continue_;
    }
    request.headers.emplace_back(lower(name_text), std::string(value));
}

unsigned http_parser::complaint() const noexcept {
    if (foreign_coding_) return 501;  // RFC 9112 6.1
    if (expects_other_) return 417;
    if (version_ != 10 && version_ != 11) return 505;
    if (bad_target_ || hosts_ > 1 || (version_ == 11 && hosts_ != 1)) return 400;  // RFC 9112 3.2
    return 0;
}

void http_parser::on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code& ec) {
    if (!length) return;
    if (*length > body_limit_bytes)
        ec = http::error::body_limit;
    else
        request.body.reserve(static_cast<std::size_t>(*length));
}

std::size_t http_parser::on_body_impl(text body, error_code& ec) {
    if (request.body.size() + body.size() > body_limit_bytes) {
        ec = http::error::body_limit;
        return 0;
    }
    request.body.append(body.data(), body.size());
    return body.size();
}

std::size_t http_parser::on_chunk_body_impl(std::uint64_t, text body, error_code& ec) {
    return on_body_impl(body, ec);
}

}  // namespace earshot::net
