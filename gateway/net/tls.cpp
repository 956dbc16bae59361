// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/tls.hpp"

namespace earshot::net {

result<std::unique_ptr<asio::ssl::context>> make_tls_context(tls_files const& files, std::string& why) {
    using context = asio::ssl::context;
    if (files.certificate_file.empty() && files.key_file.empty()) return std::unique_ptr<context>();
    auto tls = std::make_unique<context>(context::tls_server);
    boost::system::error_code ec;
    tls->set_options(context::default_workarounds | context::no_sslv2 | context::no_sslv3 | context::no_tlsv1 |
                         context::no_tlsv1_1 | context::single_dh_use,
                     ec);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    tls->use_certificate_chain_file(files.certificate_file, ec);
    if (ec) {
        why = "cannot read the certificate " + files.certificate_file + ": " + ec.message();
        return errc::malformed;
    }
    tls->use_private_key_file(files.key_file, context::pem, ec);
    if (ec) {
        why = "cannot use the key " + files.key_file + " with the certificate: " + ec.message();
        return errc::malformed;
    }
    return tls;
}

}  // namespace earshot::net
