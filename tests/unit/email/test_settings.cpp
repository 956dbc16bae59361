// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/email_settings.hpp"
#include "tests/unit/email/fakes.hpp"

#include <unistd.h>

#include <filesystem>

using namespace earshot;
using namespace earshot::email;
using namespace earshot::tests;

namespace {

class secrets {
public:
    secrets() {
        std::string name = (std::filesystem::temp_directory_path() / "earshot-mail-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
        for (auto const* file : {"pass", "loop"}) {
            std::ofstream(path + "/" + file) << file << "-secret\n";
            std::filesystem::permissions(path + "/" + file, std::filesystem::perms::owner_read);
        }
    }
    ~secrets() { std::filesystem::remove_all(path); }
    std::string path;
};

struct reading_of {
    explicit reading_of(std::string const& lines) {
        auto loaded = config::file::parse("[channel.mail]\n" + lines, folder.path + "/earshot.toml", mistakes, "");
        REQUIRE(loaded);
        file = std::move(*loaded);
        auto& section = *file->tables_of("channel").at(0).second;
        got = read_settings("mail", section);
        file->finish();
    }
    secrets folder;
    std::vector<config::mistake> mistakes;
    std::unique_ptr<config::file> file;
    std::optional<email_settings> got;
};

std::string const least = "mailbox = ['Report@Example.org']\n";

}  // namespace

TEST_CASE("one mailbox is enough") {
    reading_of const r(least);
    REQUIRE(r.got);
    CHECK(r.mistakes.empty());
    auto const& s = *r.got;
    CHECK(s.session.channel == "mail");
    CHECK(s.session.mode == protocol::lmtp);
    CHECK(s.session.host == "example.org");
    CHECK(s.session.ours.mailboxes == std::vector<std::string>{"report@example.org"});
    CHECK(s.session.ours.domain == "example.org");
    CHECK(s.session.ours.reply_domain == "example.org");
    CHECK(s.session.trusted_peers == std::vector<std::string>{"127.0.0.1", "::1", "unix"});
    CHECK(s.session.idle == std::chrono::seconds(60));
    CHECK(s.session.limits.message == 25u * 1024 * 1024);
    CHECK(s.load.bytes == 128u * 1024 * 1024);
    CHECK(s.load.sessions == 256);
    CHECK(s.load.sessions_a_peer == 20);
    CHECK(s.listen.str() == "127.0.0.1:8024");
    CHECK(s.out.url == "smtp://127.0.0.1:25/example.org");
    CHECK_FALSE(s.out.require_tls);
    CHECK(s.require_authentication);
    CHECK(s.sender_name == "Reply");
    CHECK(s.subject == "Your message");
    CHECK(s.per_second == 10);
    CHECK_FALSE(s.loop_key);
}

TEST_CASE("every key is read") {
    reading_of const r(least + R"(domain = "mail.example.org"
reply_domain = "reply.example.org"
mode = "smtp"
listen = "unix:/run/x"
tls_certificate = "cert.pem"
tls_key = "key.pem"
greeting = "mx.example.org"
trusted_peers = ["10.0.0.1"]
idle = "5 s"
size_limit = 100000
memory_limit = 2000000
max_sessions = 3
max_sessions_a_peer = 2
authserv_id = "mx.example.org"
answer_unauthenticated = true
smarthost = "smtps://relay.example.net:465"
smarthost_tls = true
smarthost_ca = "ca.pem"
user = "u"
password_file = "pass"
sender_name = "Antwort"
subject = "Ihre Nachricht"
per_second = 2.5
loop_key_file = "loop"
)");
    for (auto const& m : r.mistakes) WARN(m.message);
    REQUIRE(r.got);
    CHECK(r.mistakes.empty());
    auto const& s = *r.got;
    CHECK(s.session.mode == protocol::smtp);
    CHECK(s.session.host == "mx.example.org");
    CHECK(s.session.ours.domain == "mail.example.org");
    CHECK(s.session.ours.reply_domain == "reply.example.org");
    CHECK(s.listen.unix_path == "/run/x");
    CHECK(s.tls.certificate_file == r.folder.path + "/cert.pem");
    CHECK(s.tls.key_file == r.folder.path + "/key.pem");
    CHECK(s.session.trusted_peers == std::vector<std::string>{"10.0.0.1"});
    CHECK(s.session.idle == std::chrono::seconds(5));
    CHECK(s.session.limits.message == 100'000);
    CHECK(s.load.bytes == 2'000'000);
    CHECK(s.load.sessions == 3);
    CHECK(s.load.sessions_a_peer == 2);
    CHECK(s.authserv_id == "mx.example.org");
    CHECK_FALSE(s.require_authentication);
    CHECK(s.out.url == "smtps://relay.example.net:465/mail.example.org");
    CHECK(s.out.user == "u");
    CHECK(s.out.password.reveal() == "pass-secret");
    CHECK(s.out.require_tls);
    CHECK(s.out.ca_file == r.folder.path + "/ca.pem");
    CHECK(s.sender_name == "Antwort");
    CHECK(s.subject == "Ihre Nachricht");
    CHECK(s.per_second == 2.5);
    REQUIRE(s.loop_key);
    CHECK(s.loop_key->reveal() == "loop-secret");
}

TEST_CASE("mistakes are told with their line and key") {
    struct mistake {
        char const* line;
        char const* word;
    };
    auto const m = GENERATE(values<mistake>({
        {"mailbox = []", "mailbox"},
        {"mailbox = ['nonsense']", "mailbox"},
        {"mailbox = ['a@example.org', 'b']", "mailbox"},
        {"domain = 'not a domain'", "domain"},
        {"reply_domain = 'x@y'", "reply_domain"},
        {"mode = 'esmtp'", "mode"},
        {"listen = 'here'", "listen"},
        {"tls_certificate = 'x'", "tls_certificate"},
        {"tls_key = 'x'", "tls_certificate"},
        {"greeting = 'a b'", "greeting"},
        {"idle = 'soon'", "idle"},
        {"idle = '0 s'", "idle"},
        {"size_limit = 1", "size_limit"},
        {"size_limit = 99999999999", "size_limit"},
        {"memory_limit = 1", "memory_limit"},
        {"max_sessions = 0", "max_sessions"},
        {"max_sessions_a_peer = 0", "max_sessions_a_peer"},
        {"size_limit = 20000000\nmemory_limit = 10000000", "memory_limit"},
        {"smarthost = 'relay.example.net'", "smarthost"},
        {"smarthost = 'http://relay.example.net'", "smarthost"},
        {"smarthost = 'smtp://'", "smarthost"},
        {"smarthost = 'smtp://u:p@relay.example.net'", "smarthost"},
        {"user = 'u'", "user"},
        {"password_file = 'pass'", "user"},
        {"user = 'u'\npassword_file = 'nowhere'", "password"},
        {"smarthost = 'smtp://r.example.net'\nsmarthost_tls = false\nuser = 'u'\npassword_file = 'pass'",
         "smarthost_tls"},
        {"sender_name = \"a\\nb\"", "sender_name"},
        {"subject = \"a\\nb\"", "subject"},
        {"per_second = -1", "per_second"},
        {"answer_unauthenticated = true\nrequire_authentication = true", "answer_unauthenticated"},
        {"no_such_key = 1", "no_such_key"},
    }));
    INFO(m.line);
    std::string const lines = m.line;
    reading_of const r(lines.starts_with("mailbox") ? lines + "\n" : least + lines + "\n");
    REQUIRE(r.mistakes.size() >= 1);
    bool named = false;
    for (auto const& one : r.mistakes) {
        CHECK(one.line >= 1);
        CHECK(one.message.find("-secret") == std::string::npos);
        named = named || one.message.find(m.word) != std::string::npos;
    }
    CHECK(named);
    if (lines.find("no_such_key") == std::string::npos) CHECK_FALSE(r.got);
}
