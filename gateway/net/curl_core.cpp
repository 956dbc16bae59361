// SPDX-License-Identifier: Apache-2.0
#include "gateway/net/curl_core.hpp"

#include <boost/asio/post.hpp>

#include <new>
#include <utility>

namespace earshot::net {
namespace {

constexpr std::size_t most_spare = 16;

// curl wants to be told once a process, before any thread uses it.
void init_curl() {
    static CURLcode const done = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (done != CURLE_OK) throw std::bad_alloc();
}

void append(std::unique_ptr<curl_slist, curl_free>& list, std::string const& text) {
    auto* const longer = curl_slist_append(list.get(), text.c_str());
    if (!longer) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
}

}  // namespace

curl_core::curl_core(any_io_executor executor, std::size_t max_connections) : executor_(executor), timer_(executor) {
    init_curl();
    multi_ = curl_multi_init();
    if (!multi_) throw std::bad_alloc();
    auto const most = static_cast<long>(max_connections);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, most);
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
}

void curl_core::start() {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &curl_core::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &curl_core::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

curl_core::~curl_core() {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
    for (auto& [socket, one] : watches_) {
        one->dead = true;
        one->socket.release();
    }
    spare_.clear();
    curl_multi_cleanup(multi_);
}

int curl_core::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    static_cast<curl_core*>(self)->want(socket, what);
    return 0;
}

int curl_core::on_timer(CURLM*, long milliseconds, void* self) {
    auto& core = *static_cast<curl_core*>(self);
    if (milliseconds < 0) {
        core.timer_.cancel();
        return 0;
    }
    // Curl must not be called again from inside its own callback. At once is a post: cheaper than a timer, and a call
    // too many does no harm.
    if (milliseconds == 0) {
        if (std::exchange(core.posted_, true)) return 0;
        asio::post(core.executor_, [weak = core.weak_from_this()] {
            auto const alive = weak.lock();
            if (!alive) return;
            alive->posted_ = false;
            alive->act(CURL_SOCKET_TIMEOUT, 0);
        });
        return 0;
    }
    core.timer_.expires_after(std::chrono::milliseconds(milliseconds));
    core.timer_.async_wait([weak = core.weak_from_this()](boost::system::error_code ec) {
        if (ec) return;
        if (auto const alive = weak.lock()) alive->act(CURL_SOCKET_TIMEOUT, 0);
    });
    return 0;
}

void curl_core::want(curl_socket_t socket, int what) {
    auto const at = watches_.find(socket);
    if (what == CURL_POLL_REMOVE) {
        if (at == watches_.end()) return;
        at->second->dead = true;
        at->second->socket.release();
        watches_.erase(at);
        return;
    }
    if (at != watches_.end()) {
        at->second->wanted = what;
        arm(socket, at->second);
        return;
    }
    auto one = std::make_shared<watch>(asio::posix::stream_descriptor(executor_, socket), what);
    watches_.emplace(socket, one);
    arm(socket, one);
}

void curl_core::arm(curl_socket_t socket, std::shared_ptr<watch> const& one) {
    if ((one->wanted & CURL_POLL_IN) != 0 && !one->reading) wait_for(socket, one, true);
    if ((one->wanted & CURL_POLL_OUT) != 0 && !one->writing) wait_for(socket, one, false);
}

void curl_core::wait_for(curl_socket_t socket, std::shared_ptr<watch> const& one, bool read) {
    using asio::posix::descriptor_base;
    (read ? one->reading : one->writing) = true;
    auto const kind = read ? descriptor_base::wait_read : descriptor_base::wait_write;
    one->socket.async_wait(kind, [weak = weak_from_this(), one, socket, read](boost::system::error_code ec) {
        (read ? one->reading : one->writing) = false;
        auto const alive = weak.lock();
        if (!alive || one->dead || ec == asio::error::operation_aborted) return;
        int const wanted = read ? CURL_POLL_IN : CURL_POLL_OUT;
        if ((one->wanted & wanted) == 0) return;
        int const events = ec ? CURL_CSELECT_ERR : read ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
        alive->act(socket, events);
        if (!one->dead) alive->arm(socket, one);
    });
}

void curl_core::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    int left = 0;
    while (auto* const message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        void* owner = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        auto& transfer = *static_cast<curl_transfer*>(owner);
        transfer.code_ = message->data.result;
        transfer.done_ = true;
        transfer.ended_.notify();
    }
}

curl_transfer::curl_transfer(std::shared_ptr<curl_core> core)
    : core_(std::move(core)), ended_(core_->executor_) {
    if (core_->spare_.empty()) {
        easy_.reset(curl_easy_init());
    } else {
        easy_ = std::move(core_->spare_.back());
        core_->spare_.pop_back();
    }
    if (!easy_) throw std::bad_alloc();
    curl_easy_setopt(easy(), CURLOPT_PRIVATE, static_cast<void*>(this));
    curl_easy_setopt(easy(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy(), CURLOPT_MAXREDIRS, 0L);
    curl_easy_setopt(easy(), CURLOPT_PROXY, "");  // the environment decides nothing
    curl_easy_setopt(easy(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

curl_transfer::~curl_transfer() {
    if (added_) curl_multi_remove_handle(core_->multi_, easy());
    if (core_->spare_.size() >= most_spare) return;
    curl_easy_reset(easy());  // forgets what was sent, and for whom
    core_->spare_.push_back(std::move(easy_));
}

void curl_transfer::add_header(std::string const& line) {
    append(headers_, line);
}
void curl_transfer::add_recipient(std::string const& mailbox) {
    append(recipients_, mailbox);
}

awaitable<CURLcode> curl_transfer::run(std::chrono::milliseconds at_most) {
    if (headers_) curl_easy_setopt(easy(), CURLOPT_HTTPHEADER, headers_.get());
    if (recipients_) curl_easy_setopt(easy(), CURLOPT_MAIL_RCPT, recipients_.get());
    added_ = curl_multi_add_handle(core_->multi_, easy()) == CURLM_OK;
    if (!added_) co_return CURLE_FAILED_INIT;
    co_await ended_.wait(at_most);
    co_return done_ ? code_ : CURLE_ABORTED_BY_CALLBACK;
}

}  // namespace earshot::net
