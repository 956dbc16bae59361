// SPDX-License-Identifier: Apache-2.0
// RFC 8785 (JSON Canonicalization Scheme) for the documents made here: members sorted, no white space, so that anybody
// can take `provenance.source_hash` out, write the rest again and check it.
#pragma once

#include <boost/json/fwd.hpp>

#include <string>
#include <string_view>

namespace earshot::record {

// Member names must be ASCII; numbers integers, or doubles of magnitude 1e-6 to 1e21 (or 0), for which the shortest
// form is RFC 8785's.
std::string canonical(boost::json::value const& v);

// HMAC-SHA256, lower-case hex.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace earshot::record
