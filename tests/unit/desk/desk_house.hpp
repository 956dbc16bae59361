// SPDX-License-Identifier: Apache-2.0
// A Desk on a real store in a folder of its own, with a case book and a journal made of lists. Requests go straight to
// the handlers; the clock stands still until it is moved.
#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/desk/sessions.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/json/value.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace earshot::desk::test {

using namespace std::chrono_literals;

inline constexpr char right_password[] = "correct-horse-battery";

class list_router final : public net::http_router {
public:
    void add(std::string method, std::string path, net::http_handler handler, net::route_options) override {
        handlers[method + " " + path] = std::move(handler);
    }
    void add_prefix(std::string method, std::string prefix, net::http_handler handler, net::route_options) override {
        handlers[method + " " + prefix] = std::move(handler);
    }
    void add_websocket(std::string, net::websocket_handler) override {}
    std::map<std::string, net::http_handler> handlers;
};

class list_book final : public case_book {
public:
    result<opened_case> open(storage::case_row const&) override;
    result<conversation_state> state(storage::case_row const&) override;
    result<opened_file> file(storage::case_row const&, int number) override;
    result<std::vector<thread_item>> thread(storage::case_row const&, message_seq after, std::size_t limit) override;
    result<message_seq> add_note(storage::case_row const&, operator_id, std::string text, instant) override;

    std::mutex mutex;
    opened_case content;
    conversation_state where;
    std::vector<thread_item> said;
    std::vector<std::string> notes;
    errc refused{};  // set: nothing opens
    bool busy{};     // no note is taken
};

// One phone number for every case.
class list_door final : public address_door {
public:
    result<kind> what_is_kept(conversation_id) override;
    result<opened> open(conversation_id) override;

    errc missing{};  // set: what_is_kept says so
    errc fails{};    // set: open() says so
    int times{};     // that it was opened
};

class list_acts final : public desk_actions {
public:
    result<act_receipt> write(conversation_id, operator_id, std::string text, std::string dedupe) override;
    result<act_receipt> ask(conversation_id, operator_id, std::string question, std::string dedupe) override;
    result<act_receipt> mask(conversation_id, operator_id, std::string text, std::string dedupe) override;
    result<act_receipt> hand_back(conversation_id, operator_id, std::string dedupe) override;
    result<act_receipt> tell_opened(conversation_id, operator_id, std::string reason, std::string dedupe) override;
    result<act_receipt> erase(conversation_id, operator_id, std::string dedupe) override;
    result<void> silence(conversation_id, std::optional<instant> until) override;

    std::mutex mutex;
    std::vector<std::string> done;
    std::function<void()> before;  // on the pool, just before an act is taken
    bool busy{};
    bool silence_fails{};  // nothing is remembered of the sender

private:
    result<act_receipt> take(std::string what, std::string dedupe);
    std::set<std::string> seen_;
};

class list_stream final : public net::http_stream {
public:
    net::awaitable<bool> write(std::string chunk) override {
        if (gone) co_return false;
        text += chunk;
        co_return true;
    }
    std::string text;
    bool gone{};
    bool ended{};
};

struct user {
    operator_id id{};
    std::string cookie;
    std::string csrf;
};

struct got {
    unsigned status{};
    std::string type;
    std::string text;
    boost::json::value body;
    std::map<std::string, std::string> headers;
    std::shared_ptr<net::http_reply> raw;
};

using header_list = std::vector<std::pair<std::string, std::string>>;

class house {
public:
    explicit house(struct options how = {});
    ~house();

    user hire(std::string login, std::string role);
    case_id open_case(std::string alerts = {}, std::string level = "high");
    storage::case_row row(case_id id) const { return store->find_case(id).value(); }

    got call(std::string method, std::string path, user const* who = nullptr, std::string body = {},
             header_list more = {});
    // All at once; answers in the order of the calls.
    std::vector<got> at_once(std::vector<net::http_request> all);
    net::http_request request(std::string method, std::string path, user const* who, std::string body,
                              header_list more = {}) const;
    // Runs a stream's body until `until` says so.
    std::shared_ptr<list_stream> listen(got const& reply);
    void run_until(std::function<bool()> const& until);
    std::int64_t claim(case_id id, user const& who);
    void tell(std::string type, case_id about);  // an event, as the pipeline adds it

    std::atomic<instant::rep> clock;
    instant now() const { return instant(std::chrono::milliseconds(clock.load())); }
    void pass(std::chrono::milliseconds time) { clock += time.count(); }

    net::asio::io_context io{1};
    net::asio::thread_pool pool{4};
    seal::key key;
    struct options how;
    int keys_changed{};
    std::string folder;
    std::unique_ptr<storage::store> store;
    list_book book;
    list_acts acts;
    list_door door;
    list_router router;
    std::unique_ptr<desk> it;

private:
    net::asio::executor_work_guard<net::asio::io_context::executor_type> work_{io.get_executor()};
    std::uint8_t cases_{};
};

std::string lease_body(std::int64_t number, std::string more = {});

}  // namespace earshot::desk::test
