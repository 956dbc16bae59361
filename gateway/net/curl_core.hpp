// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface driven by Asio, for one thread. Private to net.
#pragma once

#include "gateway/net/async.hpp"
#include "gateway/net/deadline.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace earshot::net {

struct curl_free {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

class curl_core;

// One transfer. It lives in the frame of the coroutine that waits for it: when the frame goes, so does the transfer.
class curl_transfer {
public:
    explicit curl_transfer(std::shared_ptr<curl_core> core);
    curl_transfer(curl_transfer const&) = delete;
    curl_transfer& operator=(curl_transfer const&) = delete;
    ~curl_transfer();

    CURL* easy() const noexcept { return easy_.get(); }
    void add_header(std::string const& line);
    void add_recipient(std::string const& mailbox);
    // Until it has ended, or `at_most` has passed, or the coroutine is cancelled (then CURLE_ABORTED_BY_CALLBACK).
    awaitable<CURLcode> run(std::chrono::milliseconds at_most);

private:
    friend class curl_core;
    std::shared_ptr<curl_core> core_;
    std::unique_ptr<CURL, curl_free> easy_;
    std::unique_ptr<curl_slist, curl_free> headers_;
    std::unique_ptr<curl_slist, curl_free> recipients_;
    wake_up ended_;
    CURLcode code_{CURLE_OK};
    bool done_{};
    bool added_{};
};

class curl_core : public std::enable_shared_from_this<curl_core> {
public:
    curl_core(any_io_executor executor, std::size_t max_connections);
    curl_core(curl_core const&) = delete;
    curl_core& operator=(curl_core const&) = delete;
    ~curl_core();
    void start();  // once, right after construction

private:
    friend class curl_transfer;
    // curl's socket. The descriptor is only borrowed: POLL_REMOVE does not mean that it was closed.
    struct watch {
        asio::posix::stream_descriptor socket;
        int wanted{};
        bool reading{};
        bool writing{};
        bool dead{};
    };

    static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int on_timer(CURLM*, long milliseconds, void* self);
    void want(curl_socket_t socket, int what);
    void arm(curl_socket_t socket, std::shared_ptr<watch> const& one);
    void wait_for(curl_socket_t socket, std::shared_ptr<watch> const& one, bool read);
    void act(curl_socket_t socket, int events);

    any_io_executor executor_;
    asio::steady_timer timer_;
    bool posted_{};  // a call of act() is on its way
    CURLM* multi_;
    std::unordered_map<curl_socket_t, std::shared_ptr<watch>> watches_;
    std::vector<std::unique_ptr<CURL, curl_free>> spare_;  // handles of transfers that are over, for the next ones
};

}  // namespace earshot::net
