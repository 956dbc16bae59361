// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/ask_gateway.hpp"

#include "gateway/app/control.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <sstream>

namespace earshot::cli {
namespace {

net::awaitable<void> fetch(net::http_client& client, net::http_call call, net::http_answer& into) {
    into = co_await client.call(std::move(call));
}

// The terminal shows nothing of what is typed while this lives.
class unseen {
public:
    unseen() {
        terminal_ = ::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0;
        if (!terminal_) return;
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    unseen(unseen const&) = delete;
    unseen& operator=(unseen const&) = delete;
    ~unseen() {
        if (terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    bool terminal() const noexcept { return terminal_; }

private:
    bool terminal_{};
    termios before_{};
};

}  // namespace

std::optional<net::http_answer> ask_gateway(
    config::settings const& settings,
    std::string const& path,
    std::string body,
    std::chrono::milliseconds deadline,
    std::ostream& err
) {
    boost::asio::io_context io{1};
    auto const client = net::make_http_client(io.get_executor());
    net::http_call call;
    call.unix_path = control_socket(settings.data.dir);
    call.url = "http://gateway.invalid" + path;
    call.headers = {{"content-type", "application/json"}};
    call.body = std::move(body);
    call.deadline = deadline;
    net::http_answer answer;
    boost::asio::co_spawn(io, fetch(*client, std::move(call), answer), [&io](std::exception_ptr) { io.stop(); });
    io.run();
    if (answer.reached == net::reached::answered) return answer;
    if (answer.reached == net::reached::nothing)
        err << "no gateway runs on " << settings.data.dir << ": start it, and run this as the same user\n";
    else
        err << "the gateway did not answer in time; it may have done it all the same\n";
    return std::nullopt;
}

bool gateway_answers(config::settings const& settings) {
    std::ostringstream unheard;
    return ask_gateway(settings, "/key/state", "{}", std::chrono::milliseconds(5000), unheard).has_value();
}

std::string error_of(net::http_answer const& answer) {
    boost::system::error_code failed;
    auto const value = boost::json::parse(answer.body, failed);
    if (!failed && value.is_object())
        if (auto const* text = value.as_object().if_contains("error"); text && text->is_string())
            return std::string(text->as_string());
    return "the gateway answered " + std::to_string(answer.status);
}

std::string read_secret_line(std::istream& in, std::ostream& err, std::string const& prompt) {
    std::string line;
    if (&in != &std::cin) {
        std::getline(in, line);
        return line;
    }
    unseen const hidden;
    if (hidden.terminal()) err << prompt << std::flush;
    std::getline(in, line);
    if (hidden.terminal()) err << "\n";
    return line;
}

}  // namespace earshot::cli
