// SPDX-License-Identifier: Apache-2.0
#include "adapters/webchat/live_sessions.hpp"

#include "adapters/webchat/protocol.hpp"

#include <algorithm>

namespace earshot::webchat {
namespace {

constexpr std::size_t max_held = 64;
constexpr std::uint16_t try_again_later = 1013;

}  // namespace

bool token_bucket::take(instant now) {
    if (last_ != instant{} && now > last_) {
        std::chrono::duration<double> const gone = now - last_;
        left_ = std::min(burst_, left_ + gone.count() * rate_);
    }
    last_ = std::max(last_, now);
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
}

bool token_bucket::full_again(instant now) const {
    std::chrono::duration<double> const gone = now - last_;
    return left_ + gone.count() * rate_ >= burst_;
}

bool live_sessions::open_socket() {
    if (sockets_ >= limits_.sockets) return false;
    ++sockets_;
    return true;
}

bool live_sessions::may_say(std::string const& token, instant now) {
    auto found = says_.find(token);
    if (found == says_.end()) {
        if (says_.size() >= limits_.remembered)
            std::erase_if(says_, [now](auto const& entry) { return entry.second.full_again(now); });
        if (says_.size() >= limits_.remembered) return false;
        found = says_.try_emplace(token, limits_.says_per_second, limits_.says_burst).first;
    }
    return found->second.take(now);
}

std::shared_ptr<tab> live_sessions::join(std::string const& token, std::shared_ptr<net::websocket> socket) {
    auto& s = sessions_[token];
    if (s.tabs.size() >= limits_.tabs_per_session) return nullptr;
    auto who = std::make_shared<tab>();
    who->socket = std::move(socket);
    s.tabs.push_back(who);
    return who;
}

void live_sessions::leave(std::string const& token, std::shared_ptr<tab> const& who) {
    auto const found = sessions_.find(token);
    if (found == sessions_.end()) return;
    std::erase(found->second.tabs, who);
    drop_if_empty(token);
}

std::shared_ptr<waiter> live_sessions::wait_here(std::string const& token, net::any_io_executor executor) {
    if (waiting_ >= limits_.waiting_pages) return nullptr;
    ++waiting_;
    auto who = std::make_shared<waiter>(std::move(executor));
    sessions_[token].waiters.push_back(who);
    return who;
}

void live_sessions::stop_waiting(std::string const& token, std::shared_ptr<waiter> const& who) {
    auto const found = sessions_.find(token);
    if (found == sessions_.end()) return;
    waiting_ -= std::erase(found->second.waiters, who);
    drop_if_empty(token);
}

bool live_sessions::deliver(std::string const& token, backlog_item const& item) {
    auto const found = sessions_.find(token);
    if (found == sessions_.end()) return false;
    bool taken = false;
    std::string const frame = item_frame(item);
    for (auto const& t : found->second.tabs) {
        if (t->syncing) {
            if (t->held.size() >= max_held) {
                t->socket->close(try_again_later);
                continue;
            }
            t->held.push_back(item);
            taken = true;
        } else if (t->socket->send(frame)) {
            taken = true;
        } else {
            t->socket->close(try_again_later);
        }
    }
    for (auto const& w : found->second.waiters) {
        if (w->heard.size() < max_held) w->heard.push_back(item);
        w->timer.cancel();
        taken = true;
    }
    return taken;
}

void live_sessions::echo(std::string const& token, std::string const& frame, std::shared_ptr<tab> const& except) {
    auto const found = sessions_.find(token);
    if (found == sessions_.end()) return;
    for (auto const& t : found->second.tabs)
        if (t != except && !t->syncing && !t->socket->send(frame)) t->socket->close(try_again_later);
}

void live_sessions::drop_if_empty(std::string const& token) {
    auto const found = sessions_.find(token);
    if (found->second.tabs.empty() && found->second.waiters.empty()) sessions_.erase(found);
}

}  // namespace earshot::webchat
