// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/control.hpp"

#include "gateway/net/await_answer.hpp"
#include "gateway/net/deadline.hpp"

#include <boost/json.hpp>

namespace earshot {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::chrono::milliseconds store_deadline{10'000};
constexpr std::chrono::milliseconds look_every{50};
constexpr std::chrono::milliseconds backup_deadline{590'000};
constexpr int looks = 160;  // 8 s: within the route's own deadline

net::http_reply json_answer(unsigned status, json::object body) {
    net::http_reply reply;
    reply.status = status;
    reply.content_type = "application/json";
    reply.body = json::serialize(body) + "\n";
    return reply;
}

net::http_reply refusal(boost::system::error_code why) {
    if (why == errc::not_found) return json_answer(404, {{"error", "this code leads to no report, or it was erased before"}});
    return json_answer(503, {{"error", "the gateway is busy: nothing was changed, try again"}});
}

std::string member(std::string const& body, char const* name) {
    boost::system::error_code failed;
    auto const value = json::parse(body, failed);
    if (failed || !value.is_object()) return {};
    auto const* found = value.as_object().if_contains(name);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

}  // namespace

std::string control_socket(std::string const& data_folder) { return data_folder + "/control"; }

void control::add_routes(net::http_router& router) {
    router.add("POST", "/erase", [this](net::http_request r) { return erase(std::move(r)); });
    router.add("POST", "/key/rotate", [this](net::http_request r) { return rotate(std::move(r)); });
    router.add("POST", "/key/state", [this](net::http_request r) { return key_state(std::move(r)); });
    net::route_options patient;
    patient.deadline = backup_deadline;
    router.add("POST", "/backup", [this](net::http_request r) { return backup(std::move(r)); }, patient);
}

net::awaitable<bool> control::wait_until_erased(conversation_id which) {
    for (int i = 0; i < looks; ++i) {
        auto look = [this, which]() -> result<int> { return p_.wipe.over(which) ? 1 : 0; };
        auto slot = run_elsewhere<int>(p_.pool, p_.net, p_.home, std::move(look));
        auto const gone = co_await answer_slot<int>::wait(slot, store_deadline);
        if (gone && *gone == 1) co_return true;
        co_await net::pause(look_every);
    }
    co_return false;
}

net::awaitable<net::http_reply> control::erase(net::http_request request) {
    auto code = member(request.body, "code");
    wipe(request.body);
    if (code.empty()) {
        auto reply = json_answer(400, {{"error", "\"code\" is missing"}});
        co_return reply;
    }
    auto ask = [this, code = std::move(code)]() mutable -> result<erasure::begun> {
        auto begun = p_.wipe.begin(code);
        wipe(code);
        return begun;
    };
    auto slot = run_elsewhere<erasure::begun>(p_.pool, p_.net, p_.home, std::move(ask));
    auto const begun = co_await answer_slot<erasure::begun>::wait(slot, store_deadline);
    if (!begun) {
        auto reply = refusal(begun.error());
        co_return reply;
    }
    bool const done = co_await wait_until_erased(begun->which);
    auto reply = json_answer(200, {{"receipt", begun->receipt}, {"done", done}});
    co_return reply;
}

net::awaitable<net::http_reply> control::rotate(net::http_request) {
    if (backing_up_) {
        auto reply = json_answer(409, {{"error", "a backup is being made: try again when it is done"}});
        co_return reply;
    }
    auto why = std::make_shared<std::string>();
    auto begin = [this, why]() -> result<void> { return p_.keys.begin(*why); };
    auto slot = run_elsewhere<void>(p_.pool, p_.net, p_.home, std::move(begin));
    auto const begun = co_await answer_slot<void>::wait(slot, store_deadline);
    if (begun) {
        auto reply = json_answer(202, {{"begun", true}});
        co_return reply;
    }
    if (begun.error() == errc::conflict) {
        auto reply = json_answer(409, {{"error", *why}});
        co_return reply;
    }
    auto reply = why->empty() ? refusal(begun.error()) : json_answer(500, {{"error", *why}});
    co_return reply;
}

net::awaitable<net::http_reply> control::key_state(net::http_request) {
    struct seen {
        bool changing{};
        std::size_t moved{};
    };
    auto look = [this]() -> result<seen> { return seen{p_.keys.under_way(), p_.keys.moved()}; };
    auto slot = run_elsewhere<seen>(p_.pool, p_.net, p_.home, std::move(look));
    auto const now = co_await answer_slot<seen>::wait(slot, store_deadline);
    if (!now) {
        auto reply = refusal(now.error());
        co_return reply;
    }
    auto reply = json_answer(200, {{"changing", now->changing}, {"moved", now->moved}});
    co_return reply;
}

net::awaitable<net::http_reply> control::backup(net::http_request request) {
    auto content = member(request.body, "content");
    auto keys = member(request.body, "keys");
    if (content.empty() || keys.empty()) {
        auto reply = json_answer(400, {{"error", "\"content\" and \"keys\" are two folders"}});
        co_return reply;
    }
    if (backing_up_) {
        auto reply = json_answer(409, {{"error", "a backup is being made"}});
        co_return reply;
    }
    // Taken where the master key may change, used where that does not matter.
    auto take = [this]() -> result<std::shared_ptr<seal::key>> {
        if (p_.keys.under_way()) return make_error_code(errc::conflict);
        return std::make_shared<seal::key>(p_.keys.for_backups());
    };
    backing_up_ = true;
    auto key_slot = run_elsewhere<std::shared_ptr<seal::key>>(p_.pool, p_.net, p_.home, std::move(take));
    auto const under = co_await answer_slot<std::shared_ptr<seal::key>>::wait(key_slot, store_deadline);
    if (!under) {
        backing_up_ = false;
        auto reply = under.error() == errc::conflict
                         ? json_answer(409, {{"error", "the master key is being changed: try again when that is done"}})
                         : refusal(under.error());
        co_return reply;
    }
    auto why = std::make_shared<std::string>();
    auto make = [this, why, key = *under, content, keys]() -> result<backup_made> {
        return p_.back_up(std::move(*key), content, keys, *why);
    };
    auto slot = run_elsewhere<backup_made>(p_.slow, p_.net, p_.home, std::move(make));
    auto const made = co_await answer_slot<backup_made>::wait(slot, backup_deadline);
    backing_up_ = false;
    if (!made) {
        auto reply = json_answer(500, {{"error", why->empty() ? made.error().message() : *why}});
        co_return reply;
    }
    auto reply = json_answer(200, {{"content", made->content},
                                   {"conversations", made->conversations},
                                   {"expired", made->expired},
                                   {"older_lost", made->older_lost}});
    co_return reply;
}

}  // namespace earshot
