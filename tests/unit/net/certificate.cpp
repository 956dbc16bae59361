// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/net/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace earshot::net::test {
namespace {

struct freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* cert) const { X509_free(cert); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using owned = std::unique_ptr<T, freed>;

}  // namespace

certificate::certificate() {
    auto pattern = (std::filesystem::temp_directory_path() / "earshot-tls-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no folder for a certificate");
    folder_ = pattern;
    owned<EVP_PKEY> const key(EVP_EC_gen("P-256"));
    owned<X509> const cert(X509_new());
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
    X509_set_pubkey(cert.get(), key.get());
    auto* const name = X509_get_subject_name(cert.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("earshot test"), -1, -1,
                               0);
    X509_set_issuer_name(cert.get(), name);
    owned<X509_EXTENSION> const alt(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
    X509_add_ext(cert.get(), alt.get(), -1);
    X509_sign(cert.get(), key.get(), EVP_sha256());
    owned<std::FILE> const cert_file(std::fopen(names().certificate_file.c_str(), "w"));
    owned<std::FILE> const key_file(std::fopen(names().key_file.c_str(), "w"));
    if (!cert_file || !key_file || PEM_write_X509(cert_file.get(), cert.get()) != 1 ||
        PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        throw std::runtime_error("cannot write a certificate");
}

certificate::~certificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

tls_files certificate::names() const {
    tls_files out;
    out.certificate_file = folder_ + "/cert.pem";
    out.key_file = folder_ + "/key.pem";
    return out;
}

}  // namespace earshot::net::test
