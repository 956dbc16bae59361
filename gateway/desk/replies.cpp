// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/replies.hpp"

#include "gateway/net/padding.hpp"

#include <boost/json.hpp>

namespace earshot::desk {
namespace {

constexpr std::size_t body_step = 1024;

std::string_view title_of(unsigned status) {
    switch (status) {
        case 400: return "The request is not right";
        case 401: return "Sign in first";
        case 403: return "Not allowed";
        case 404: return "Not found";
        case 405: return "Not possible here";
        case 409: return "It changed meanwhile";
        case 410: return "Gone";
        case 413: return "Too large";
        case 415: return "Wrong kind of content";
        case 422: return "This key was used for something else";
        case 429: return "Too many tries";
        case 503: return "Busy";
        default: return "It failed";
    }
}

}  // namespace

net::http_reply reply(unsigned status, boost::json::value const& body) {
    net::http_reply out;
    out.status = status;
    out.content_type = "application/json";
    out.body = net::filled_with_blanks(boost::json::serialize(body), body_step);
    return out;
}

net::http_reply no_content() {
    net::http_reply out;
    out.status = 204;
    return out;
}

net::http_reply problem(unsigned status, std::string_view detail) {
    auto out = reply(status,
                     boost::json::object{
                         {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}});
    out.content_type = "application/problem+json";
    return out;
}

net::http_reply try_again(unsigned status, std::string_view detail, std::chrono::seconds after) {
    auto out = problem(status, detail);
    out.headers.emplace_back("Retry-After", std::to_string(after.count()));
    return out;
}

net::http_reply problem_of(boost::system::error_code why, std::string_view conflict) {
    if (why == errc::conflict) return problem(409, conflict);
    if (why == errc::not_found) return problem(404, "There is no such case, or it was erased. Go back to the queue.");
    if (why == errc::forbidden) return problem(403, "You may not do this. Ask a supervisor.");
    if (why == errc::malformed) return problem(400, "The value does not have the form it needs.");
    if (why == errc::too_large) return problem(413, "It is too long. Shorten it and send it again.");
    if (why == errc::unauthentic) return problem(410, "It cannot be opened: its seal is broken. Tell a supervisor.");
    if (why == errc::unsupported) return problem(409, "This is not possible for this case.");
    return try_again(503, "Nothing was changed. Wait a moment and try again.", std::chrono::seconds(2));
}

void add_safety_headers(net::http_reply& to, bool api, bool secure) {
    auto const add = [&to](char const* name, char const* value) { to.headers.emplace_back(name, value); };
    add("Content-Security-Policy",
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Opener-Policy", "same-origin");
    add("Cross-Origin-Resource-Policy", "same-origin");
    add("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
    add("Cache-Control", api ? "no-store" : "no-cache");
    if (secure) add("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace earshot::desk
