// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/email_settings.hpp"

#include "gateway/net/http_client.hpp"

#include <algorithm>

namespace earshot::email {
namespace {

bool is_domain(std::string_view text) {
    return net::is_mailbox("a@" + std::string(text));
}

bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_loopback(std::string_view url) {
    auto const host = url.substr(std::min(url.find("//") + 2, url.size()));
    return host.starts_with("127.0.0.1") || host.starts_with("[::1]") || host.starts_with("localhost");
}

void read_addresses_of_ours(config::section& s, own_addresses& ours) {
    for (auto const& box : s.texts_or("mailbox", {})) {
        if (!net::is_mailbox(box))
            s.wrong("mailbox", "every entry is a whole mail address, such as report@example.org");
        ours.mailboxes.push_back(lower(box));
    }
    if (ours.mailboxes.empty()) s.wrong("mailbox", "name at least one address that reports are sent to");
    auto const first = ours.mailboxes.empty() ? std::string() : domain_of(ours.mailboxes.front());
    ours.domain = lower(s.text_or("domain", first));
    ours.reply_domain = lower(s.text_or("reply_domain", ours.domain));
    if (!ours.domain.empty() && !is_domain(ours.domain)) s.wrong("domain", "this is not a domain name");
    if (!ours.reply_domain.empty() && !is_domain(ours.reply_domain))
        s.wrong("reply_domain", "this is not a domain name");
}

void read_listener(config::section& s, email_settings& out) {
    auto const mode = s.text_or("mode", "lmtp");
    if (mode == "smtp")
        out.session.mode = protocol::smtp;
    else if (mode != "lmtp")
        s.wrong("mode", "write \"lmtp\" (behind a mail server) or \"smtp\"");
    bool const lmtp = out.session.mode == protocol::lmtp;
    auto const where = net::listen_address::parse(s.text_or("listen", "127.0.0.1:8024"));
    if (where)
        out.listen = *where;
    else
        s.wrong("listen", "write \"127.0.0.1:8024\", \"[::1]:8024\" or \"unix:/run/earshot/lmtp\"");
    out.tls.certificate_file = s.path_or("tls_certificate", "");
    out.tls.key_file = s.path_or("tls_key", "");
    if (out.tls.certificate_file.empty() != out.tls.key_file.empty())
        s.wrong("tls_certificate", "tls_certificate and tls_key go together");
    using list = std::vector<std::string>;
    out.session.trusted_peers = s.texts_or("trusted_peers", lmtp ? list{"127.0.0.1", "::1", "unix"} : list{});
    out.session.idle = s.duration_or("idle", std::chrono::seconds(lmtp ? 60 : 300));
    constexpr std::int64_t mib = 1024 * 1024;
    out.session.limits.message = static_cast<std::size_t>(s.integer_or("size_limit", 25 * mib, 64 * 1024, 100 * mib));
    out.load.bytes = static_cast<std::size_t>(s.integer_or("memory_limit", 128 * mib, mib, 4096 * mib));
    if (out.load.bytes < out.session.limits.message)
        s.wrong("memory_limit", "it must hold at least one mail of size_limit");
    if (out.session.idle < std::chrono::seconds(1)) s.wrong("idle", "at least one second");
    out.load.sessions = static_cast<std::size_t>(s.integer_or("max_sessions", 256, 1, 4096));
    out.load.sessions_a_peer = static_cast<std::size_t>(s.integer_or("max_sessions_a_peer", 20, 1, 4096));
}

void read_sending(config::section& s, email_settings& out) {
    auto const& domain = out.session.ours.domain;
    auto& url = out.out.url;
    url = s.text_or("smarthost", "smtp://127.0.0.1:25");
    auto const scheme = url.starts_with("smtp://") ? 7u : url.starts_with("smtps://") ? 8u : 0u;
    if (scheme == 0 || url.size() == scheme || !is_one_line(url) || url.find('@') != std::string::npos)
        s.wrong("smarthost", "write smtp://host:port or smtps://host:port; user and password have keys of their own");
    // Without a path libcurl would tell this machine's name to the other side.
    else if (url.find('/', scheme) == std::string::npos)
        url += "/" + domain;
    out.out.user = s.text_or("user", "");
    auto password = s.secret_if("password");
    if (password) out.out.password = std::move(*password);
    if (out.out.user.empty() != out.out.password.empty()) s.wrong("user", "user and password_file go together");
    out.out.require_tls = s.flag_or("smarthost_tls", !is_loopback(url));
    if (!out.out.user.empty() && !out.out.require_tls && !is_loopback(url))
        s.wrong("smarthost_tls", "a password is not sent in clear over a network");
    out.out.ca_file = s.path_or("smarthost_ca", "");
    out.sender_name = s.text_or("sender_name", "Reply");
    out.subject = s.text_or("subject", "Your message");
    if (!is_one_line(out.sender_name) || out.sender_name.size() > 100)
        s.wrong("sender_name", "one line of at most 100 bytes");
    if (!is_one_line(out.subject) || out.subject.size() > 200) s.wrong("subject", "one line of at most 200 bytes");
    out.per_second = s.number_or("per_second", 10, 0, 1000);
    out.loop_key = s.secret_if("loop_key");
}

}  // namespace

std::optional<email_settings> read_settings(std::string const& channel, config::section& s) {
    email_settings out;
    out.session.channel = channel;
    read_addresses_of_ours(s, out.session.ours);
    read_listener(s, out);
    read_sending(s, out);
    out.session.host = s.text_or("greeting", out.session.ours.domain);
    if (!out.session.host.empty() && !is_domain(out.session.host)) s.wrong("greeting", "this is not a domain name");
    out.authserv_id = s.text_or("authserv_id", "");
    bool const unauthenticated = s.flag_or("answer_unauthenticated", false);
    out.require_authentication = s.flag_or("require_authentication", !unauthenticated);
    if (unauthenticated && s.has("require_authentication") && out.require_authentication)
        s.wrong("answer_unauthenticated", "it contradicts require_authentication");
    out.reading.files = static_cast<std::size_t>(s.integer_or("files", 3, 0, 8));
    constexpr std::int64_t mib = 1024 * 1024;
    out.reading.file = static_cast<std::size_t>(s.integer_or("file_size_mb", 10, 1, 50)) * mib;
    if (!s.good()) return {};
    return out;
}

}  // namespace earshot::email
