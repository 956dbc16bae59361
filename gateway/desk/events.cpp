// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/events.hpp"

#include "gateway/net/await_answer.hpp"
#include "gateway/record/moment.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <exception>

namespace earshot::desk {
namespace {

constexpr std::size_t page = 100;
// Commits may come by the hundred: a stream reads at most this often.
constexpr std::chrono::milliseconds breath{100};

struct batch {
    std::vector<storage::desk_event> events;
    bool session_runs{};
    // What was missed cannot be told: everything must be read anew. The events then begin after this.
    std::optional<event_cursor> reset;
    std::exception_ptr fault;
};

// On the pool.
result<batch> read_on(service& s, std::string const& token_hash, event_cursor cursor, bool check_cursor) {
    batch got;
    got.session_runs = s.signed_in.runs(token_hash, s.part.now());
    if (!got.session_runs) return got;
    auto const newest = check_cursor ? s.part.store.last_event() : event_cursor{};
    got.events = s.part.store.events_after(cursor, page);
    if (!check_cursor) return got;
    // A cursor from another life of the store, or so old that events behind it were swept.
    auto const next = got.events.empty() ? newest.value + 1 : got.events.front().cursor.value;
    if (next != cursor.value + 1) {
        got.reset = newest;
        got.events.clear();
    }
    return got;
}

std::string written(storage::desk_event const& e) {
    boost::json::object data{{"at", record::iso_instant(e.at)}};
    if (e.about) data["case"] = e.about->str();
    return "id: " + std::to_string(e.cursor.value) + "\nevent: " + e.type + "\ndata: " + boost::json::serialize(data) +
           "\n\n";
}

std::string written(char const* type, event_cursor at) {
    return "id: " + std::to_string(at.value) + "\nevent: " + type + "\ndata: {}\n\n";
}

}  // namespace

// Taken with the reply, so that the bound holds before the streams run; given back however the stream ends.
class event_streams::place {
public:
    place(std::shared_ptr<event_streams> of, net::any_io_executor executor)
        : of_(std::move(of)), at_(of_->waiting_.emplace(of_->waiting_.end(), executor)) {}
    place(place const&) = delete;
    place& operator=(place const&) = delete;
    ~place() { of_->waiting_.erase(at_); }
    net::wake_up& bell() { return *at_; }

private:
    std::shared_ptr<event_streams> of_;
    std::list<net::wake_up>::iterator at_;
};

or_reply<event_streams::start> event_streams::begin(service& s, call const& c) {
    start out;
    out.token_hash = c.by->token_hash;
    std::string text(c.request.header("last-event-id"));
    if (text.empty()) text = c.request.query_value("after").value_or("");
    auto const newest = s.part.store.last_event();
    if (text.empty()) {
        out.from = newest;
        out.fresh = true;
        return out;
    }
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out.from.value);
    if (ec != std::errc{} || end != text.data() + text.size() || out.from.value < 0)
        return problem(400, "The cursor must be the id of an event.");
    return out;
}

net::http_reply event_streams::stream(start at) {
    if (closed_ || waiting_.size() >= service_->part.options.max_streams)
        return try_again(503, "Too many consoles listen. Ask for the queue every few seconds instead.",
                         std::chrono::seconds(10));
    net::http_reply out;
    out.content_type = "text/event-stream";
    out.headers.emplace_back("X-Accel-Buffering", "no");
    auto const here = std::make_shared<place>(shared_from_this(), service_->part.net);
    out.stream = [this, here, at](std::shared_ptr<net::http_stream> to) { return run(here, at, std::move(to)); };
    return out;
}

// `here` keeps this object.
net::awaitable<void> event_streams::run(std::shared_ptr<place> here, start at, std::shared_ptr<net::http_stream> out) {
    auto cursor = at.from;
    bool const asked_for = !at.fresh;
    bool first = true;
    std::string chunk = "retry: 3000\n\n";
    if (at.fresh) chunk += written("hello", cursor);
    while (!closed_) {
        bool const check = first && asked_for;
        auto const read = [s = service_, cursor, hash = at.token_hash, check]() -> result<batch> {
            try {
                return read_on(*s, hash, cursor, check);
            } catch (std::exception const&) {  // a bug: thrown again where the server logs it
                batch failed;
                failed.fault = std::current_exception();
                return failed;
            }
        };
        auto slot = run_elsewhere<batch>(service_->part.pool, service_->part.net, home_, read);
        auto got = co_await answer_slot<batch>::wait(slot, service_->part.options.answer_deadline);
        bool more = false;
        if (got) {
            if (got->fault) std::rethrow_exception(got->fault);
            if (!got->session_runs) {
                chunk += "event: signed-out\ndata: {}\n\n";
                co_await out->write(std::move(chunk));
                co_return;
            }
            if (got->reset) {
                cursor = *got->reset;
                chunk += written("reset", cursor);
            }
            for (auto const& e : got->events) chunk += written(e);
            if (!got->events.empty()) cursor = got->events.back().cursor;
            more = got->events.size() == page;
            first = false;
        }
        if (!chunk.empty()) {
            bool const taken = co_await out->write(std::move(chunk));
            if (!taken) co_return;
            chunk.clear();
        }
        if (more || closed_) continue;
        bool const rung = co_await here->bell().wait(service_->part.options.heartbeat);
        if (rung)
            co_await net::pause(breath);
        else
            chunk = ": still here\n\n";
    }
}

void event_streams::changed() {
    for (auto& bell : waiting_) bell.notify();
}

void event_streams::close() {
    closed_ = true;
    changed();
}

}  // namespace earshot::desk
