// SPDX-License-Identifier: Apache-2.0
// A key and a self-signed certificate for 127.0.0.1, made for one test and removed after it.
#pragma once

#include "gateway/net/line_stream.hpp"

#include <string>

namespace earshot::net::test {

class certificate {
public:
    certificate();
    certificate(certificate const&) = delete;
    certificate& operator=(certificate const&) = delete;
    ~certificate();
    tls_files names() const;

private:
    std::string folder_;
};

}  // namespace earshot::net::test
