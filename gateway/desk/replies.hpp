// SPDX-License-Identifier: Apache-2.0
// Answers of the API: JSON, or application/problem+json (RFC 9457) with a detail that says what to do.
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/http.hpp"

#include <boost/json/fwd.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace earshot::desk {

// Either what was wanted, or the answer that says why not.
template <class T>
using or_reply = boost::system::result<T, net::http_reply>;

net::http_reply reply(unsigned status, boost::json::value const& body);
net::http_reply no_content();
net::http_reply problem(unsigned status, std::string_view detail);
net::http_reply try_again(unsigned status, std::string_view detail, std::chrono::seconds after);

// For what the store, the case book and the journal may answer. `conflict`: what errc::conflict means here.
net::http_reply problem_of(boost::system::error_code why, std::string_view conflict);

// On every answer of the API and the console. `api`: never stored anywhere.
void add_safety_headers(net::http_reply& to, bool api, bool secure);

}  // namespace earshot::desk
