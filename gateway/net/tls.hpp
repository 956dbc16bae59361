// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gateway/domain/result.hpp"
#include "gateway/net/line_stream.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace earshot::net {

// Server side of TLS 1.2 and later. Null when no files are named; errc::malformed with a reason in `why` when they
// cannot be read or do not fit each other.
result<std::unique_ptr<asio::ssl::context>> make_tls_context(tls_files const& files, std::string& why);

}  // namespace earshot::net
