// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/http_client.hpp"

#include "gateway/net/curl_core.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstring>

namespace earshot::net {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t header_limit = 64 * 1024;
constexpr milliseconds margin{2000};  // over curl's own deadline, in case it does not hold it

bool one_line(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

// ---- HTTP ----

struct http_sink {
    http_answer answer;
    std::size_t limit{};
    std::size_t header_bytes{};
    bool too_long{};
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* to) {
    auto& sink = *static_cast<http_sink*>(to);
    auto const bytes = size * count;
    if (sink.answer.body.size() + bytes > sink.limit) {
        sink.too_long = true;
        return 0;
    }
    sink.answer.body.append(data, bytes);
    return bytes;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* to) {
    auto& sink = *static_cast<http_sink*>(to);
    std::string_view line(data, size * count);
    sink.header_bytes += line.size();
    if (sink.header_bytes > header_limit) {
        sink.too_long = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) sink.answer.headers.clear();  // after 100 Continue
    auto const colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    std::string name(line.substr(0, colon));
    for (char& c : name)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && std::string_view(" \t\r\n").find(value.back()) != std::string_view::npos)
        value.remove_suffix(1);
    sink.answer.headers.emplace_back(std::move(name), std::string(value));
    return line.size();
}

bool sendable(http_call const& request) {
    if (!one_line(request.url) || request.method.empty() || !one_line(request.method)) return false;
    return std::all_of(request.headers.begin(), request.headers.end(), [](auto const& header) {
        return !header.first.empty() && header.first.find(':') == std::string::npos && one_line(header.first) &&
               one_line(header.second);
    });
}

void prepare(curl_transfer& transfer, http_call const& request, http_sink& sink) {
    CURL* const easy = transfer.easy();
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (!request.unix_path.empty()) curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, request.unix_path.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_deadline.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.deadline.count()));
    // curl sends again by itself when a kept connection is closed under a request before a byte of the answer came. It
    // looks whether one is closed before it takes it again; what remains is a server that closes at that very moment,
    // so none is taken that has been idle for long enough to be near its end: servers keep theirs 60 s and more, as
    // a rule. The outbox would try such a message again in any case: a text twice is better than none.
    curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 20L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, static_cast<void*>(&sink));
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, static_cast<void*>(&sink));
    if (!request.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, request.ca_file.c_str());
    if (!request.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(easy, CURLOPT_USERNAME, request.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, request.password.c_str());
    }
    bool typed = false;
    for (auto const& [name, value] : request.headers) {
        typed = typed || curl_strequal(name.c_str(), "content-type");
        transfer.add_header(value.empty() ? name + ";" : name + ": " + value);
    }
    if (request.method == "GET") {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    } else if (request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
        if (request.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        transfer.add_header("Expect:");
        if (!typed) transfer.add_header("Content-Type:");
    }
}

awaitable<http_answer> call_on(std::shared_ptr<curl_core> core, http_call request) {
    http_sink sink;
    if (!sendable(request)) {
        sink.answer.error = "the request has a line break in its address or headers";
        co_return std::move(sink.answer);
    }
    sink.limit = request.reply_limit;
    curl_transfer transfer(core);
    prepare(transfer, request, sink);
    auto const at_most = request.deadline + margin;
    CURLcode const code = co_await transfer.run(at_most);
    long status = 0;
    long sent = 0;
    curl_easy_getinfo(transfer.easy(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer.easy(), CURLINFO_REQUEST_SIZE, &sent);
    sink.answer.status = static_cast<unsigned>(status);
    if (code == CURLE_OK) {
        sink.answer.reached = reached::answered;
        co_return std::move(sink.answer);
    }
    sink.answer.reached = sent > 0 ? reached::written : reached::nothing;
    sink.answer.error = sink.too_long ? "the answer is longer than allowed" : curl_easy_strerror(code);
    co_return std::move(sink.answer);
}

// ---- SMTP ----

struct mail_source {
    std::string_view rest;
    bool begun{};
};

std::size_t give_mail(char* to, std::size_t size, std::size_t count, void* from) {
    auto& source = *static_cast<mail_source*>(from);
    source.begun = true;
    auto const bytes = std::min(size * count, source.rest.size());
    std::memcpy(to, source.rest.data(), bytes);
    source.rest.remove_prefix(bytes);
    return bytes;
}

// The path of the URL is the name for EHLO; without one curl tells the name of this host.
bool names_ehlo(std::string_view url) noexcept {
    auto const scheme = url.find("://");
    if (scheme == std::string_view::npos || !one_line(url)) return false;
    auto const slash = url.find('/', scheme + 3);
    return slash != std::string_view::npos && slash + 1 < url.size();
}

// RFC 5321 2.3.8: lines end with CRLF, and neither half stands alone. 7 bit, because BODY=8BITMIME is never said.
bool crlf_lines(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c >= 0x80 || c == 0) return false;
        if (c == '\n' && (i == 0 || text[i - 1] != '\r')) return false;
        if (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) return false;
    }
    return true;
}

std::string unsendable(smtp_call const& mail) {
    if (!names_ehlo(mail.url)) return "the server's address must end with the name to greet it by";
    if (!mail.mail_from.empty() && !is_mailbox(mail.mail_from)) return "the sender is not a mailbox";
    if (!is_mailbox(mail.rcpt_to)) return "the recipient is not a mailbox";
    if (!crlf_lines(mail.message)) return "the message has a bare CR or LF, or is not 7 bit";
    return {};
}

awaitable<smtp_answer> submit_on(std::shared_ptr<curl_core> core, smtp_call mail) {
    smtp_answer answer;
    answer.error = unsendable(mail);
    if (!answer.error.empty()) co_return answer;
    mail_source source;
    source.rest = mail.message;
    curl_transfer transfer(core);
    CURL* const easy = transfer.easy();
    curl_easy_setopt(easy, CURLOPT_URL, mail.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(mail.connect_deadline.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(mail.deadline.count()));
    curl_easy_setopt(easy, CURLOPT_USE_SSL, static_cast<long>(mail.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &give_mail);
    curl_easy_setopt(easy, CURLOPT_READDATA, static_cast<void*>(&source));
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.message.size()));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, mail.mail_from.c_str());
    transfer.add_recipient(mail.rcpt_to);
    if (!mail.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, mail.ca_file.c_str());
    if (!mail.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, mail.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, mail.password.c_str());
    }
    auto const at_most = mail.deadline + margin;
    CURLcode const code = co_await transfer.run(at_most);
    long reply = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply);
    answer.code = static_cast<int>(reply);
    if (code == CURLE_OK) {
        answer.reached = reached::answered;
        co_return answer;
    }
    answer.error = curl_easy_strerror(code);
    if (reply >= 400)
        answer.reached = reached::answered;
    else if (source.begun)
        answer.reached = reached::written;
    co_return answer;
}

class client final : public http_client {
public:
    client(any_io_executor executor, std::size_t max_connections)
        : http_(std::make_shared<curl_core>(executor, max_connections)),
          smtp_(std::make_shared<curl_core>(mail_thread_.get_executor(), max_connections)) {
        http_->start();
        smtp_->start();
    }

    awaitable<http_answer> call(http_call request) override { return call_on(http_, std::move(request)); }

    awaitable<smtp_answer> submit(smtp_call mail) override {
        auto work = submit_on(smtp_, std::move(mail));
        smtp_answer answer = co_await asio::co_spawn(mail_thread_.get_executor(), std::move(work), asio::use_awaitable);
        co_return answer;
    }

private:
    std::shared_ptr<curl_core> http_;
    // libcurl waits for the answer to QUIT without giving the thread back: mail has a thread of its own.
    asio::thread_pool mail_thread_{1};
    std::shared_ptr<curl_core> smtp_;
};

}  // namespace

std::string_view http_answer::header(std::string_view name) const noexcept {
    for (auto const& [known, value] : headers)
        if (known == name) return value;
    return {};
}

std::unique_ptr<http_client> make_http_client(any_io_executor executor, std::size_t max_connections) {
    return std::make_unique<client>(executor, max_connections);
}

}  // namespace earshot::net
