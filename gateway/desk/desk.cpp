// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/desk.hpp"

#include "gateway/desk/console.hpp"
#include "gateway/desk/events.hpp"
#include "gateway/desk/routes.hpp"
#include "gateway/desk/service.hpp"
#include "gateway/net/await_answer.hpp"
#include "generated/desk_api_assets.hpp"

#include <atomic>
#include <exception>
#include <optional>

namespace earshot::desk {
namespace {

constexpr std::string_view base = "/api/v1";
constexpr std::size_t body_limit = 64 * 1024;

bool is_safe(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

// "https://desk.example:8443" -> "desk.example:8443"
std::string_view authority_of(std::string_view origin) {
    auto const at = origin.find("://");
    return at == std::string_view::npos ? std::string_view() : origin.substr(at + 3);
}

// A page of another site must not be able to act for an operator. Browsers send Origin with every unsafe request; a
// client that sends none is no browser, and needs the token all the same.
bool comes_from_here(net::http_request const& request, std::string const& configured) {
    auto const origin = request.header("origin");
    if (origin.empty()) {
        auto const site = request.header("sec-fetch-site");
        return site.empty() || site == "same-origin" || site == "none";
    }
    if (!configured.empty()) return origin == configured;
    return authority_of(origin) == request.header("host");
}

struct pool_answer {
    net::http_reply reply;
    std::optional<event_streams::start> stream;
    std::exception_ptr fault;
};

// On the pool: who is it, may they, and then the handler.
pool_answer worked(service& s, call c, route const& what) {
    pool_answer out;
    c.at = s.part.now();
    c.by = s.signed_in.find(c.request.cookie(cookie_name), c.at);
    if (what.may != anybody && !c.by) {
        out.reply = problem(401, "You are not signed in, or your session has ended. Sign in and try again.");
        return out;
    }
    if (what.may != anybody && !is_safe(c.request.method) &&
        !seal::equal_in_constant_time(c.request.header("x-earshot-csrf"), c.by->csrf)) {
        out.reply =
            problem(403, "The X-Earshot-CSRF header is missing or old. Read /api/v1/session and send its csrf.");
        return out;
    }
    if (what.may != anybody && !(role_named(c.who().role) & what.may)) {
        out.reply = problem(403, "Your role may not do this. Ask somebody whose role may.");
        return out;
    }
    if (what.run) {
        out.reply = what.run(s, c);
        return out;
    }
    auto start = event_streams::begin(s, c);
    if (start)
        out.stream = std::move(*start);
    else
        out.reply = start.error();
    return out;
}

}  // namespace

struct desk::state {
    explicit state(parts p)
        : core(std::make_shared<service>(std::move(p))),
          home(std::make_shared<completions>(core->part.net)),
          streams(std::make_shared<event_streams>(core, home)) {}

    std::shared_ptr<service> core;
    std::shared_ptr<completions> home;
    std::shared_ptr<event_streams> streams;
    std::shared_ptr<std::atomic<std::size_t>> waiting = std::make_shared<std::atomic<std::size_t>>(0);

    net::http_reply dressed(net::http_reply reply, bool api) const {
        add_safety_headers(reply, api, core->part.options.secure_cookie);
        return reply;
    }
};

namespace {

// The job outlives the request that waits for it, and keeps what it needs alive.
auto job_of(std::shared_ptr<service> core, std::shared_ptr<std::atomic<std::size_t>> waiting, call c,
            route const* what) {
    return [core = std::move(core), waiting = std::move(waiting), c = std::move(c), what]() -> result<pool_answer> {
        pool_answer out;
        try {
            out = worked(*core, c, *what);
        } catch (std::exception const&) {  // a bug: thrown again where the server logs it
            out.fault = std::current_exception();
        }
        waiting->fetch_sub(1);
        return out;
    };
}

net::awaitable<net::http_reply> answered_by_pool(std::shared_ptr<service> core, std::shared_ptr<completions> home,
                                                 std::shared_ptr<event_streams> streams,
                                                 std::shared_ptr<std::atomic<std::size_t>> waiting,
                                                 net::http_request request) {
    auto const found = find_route(request.method, std::string_view(request.path).substr(base.size()));
    if (!found.what && found.allow.empty()) co_return problem(404, "There is no such thing in the API.");
    if (!found.what) {
        auto out = problem(405, "This can be done here: " + found.allow + ".");
        out.headers.emplace_back("Allow", found.allow);
        co_return out;
    }
    if (!is_safe(request.method) && !comes_from_here(request, core->part.options.origin))
        co_return problem(403, "The request came from another site. Use the console's own address.");
    if (waiting->load() >= core->part.options.max_waiting)
        co_return try_again(503, "Too much at once. Wait a moment and try again.", std::chrono::seconds(1));

    waiting->fetch_add(1);
    auto const deadline = core->part.options.answer_deadline;
    call c;
    c.request = std::move(request);
    c.argument = found.argument;
    c.second = found.second;
    auto job = job_of(core, waiting, std::move(c), found.what);
    auto slot = run_elsewhere<pool_answer>(core->part.pool, core->part.net, home, std::move(job));
    auto got = co_await answer_slot<pool_answer>::wait(slot, deadline);
    if (!got)
        co_return try_again(503, "It takes too long. Read the case again to see whether it was done.",
                            std::chrono::seconds(2));
    if (got->fault) std::rethrow_exception(got->fault);
    if (got->stream) co_return streams->stream(std::move(*got->stream));
    co_return std::move(got->reply);
}

}  // namespace

net::awaitable<net::http_reply> desk::answer(std::shared_ptr<state> s, net::http_request request) {
    auto work = answered_by_pool(s->core, s->home, s->streams, s->waiting, std::move(request));
    auto out = co_await std::move(work);
    co_return s->dressed(std::move(out), true);
}

net::awaitable<net::http_reply> desk::show_page(std::shared_ptr<state> s, net::http_request request) {
    auto out = console_file(s->core->part.assets, request.path);
    co_return s->dressed(std::move(out), false);
}

desk::desk(parts p) : state_(std::make_shared<state>(std::move(p))) {
    // On the writer thread: only pass it on.
    std::weak_ptr<event_streams> const weak = state_->streams;
    state_->core->part.store.on_events([weak, home = state_->home](event_cursor) {
        home->deliver([weak] {
            if (auto const streams = weak.lock()) streams->changed();
        });
    });
}

desk::~desk() {
    state_->core->part.store.on_events({});
}

void desk::add_routes(net::http_router& router) {
    auto const s = state_;
    auto const api = [s](net::http_request request) { return answer(s, std::move(request)); };
    auto const page = [s](net::http_request request) { return show_page(s, std::move(request)); };
    net::route_options how;
    how.body_limit = body_limit;
    how.deadline = std::chrono::duration_cast<std::chrono::seconds>(state_->core->part.options.answer_deadline) +
                   std::chrono::seconds(5);
    for (auto const* method : {"GET", "POST", "PATCH", "PUT", "DELETE"})
        router.add_prefix(method, std::string(base) + "/", api, how);
    router.add_prefix("GET", "/", page);
}

void desk::close() {
    state_->streams->close();
}

std::size_t desk::streams() const noexcept {
    return state_->streams->size();
}

std::string_view openapi_document() noexcept {
    return desk_api_asset("openapi.json");
}

or_reply<void> note_act(service& s, call const& c, std::string action, std::string about, std::string detail) {
    storage::audit_row row;
    row.at = c.at;
    row.who = c.who().id;
    row.action = std::move(action);
    row.about = std::move(about);
    row.detail = std::move(detail);
    if (s.part.store.audit(std::move(row))) return {};
    return try_again(503, "Nothing was changed, because the audit log cannot be written. Wait a moment and try again.",
                     std::chrono::seconds(2));
}

void note_outcome(service& s, call const& c, std::string action, std::string_view outcome, std::string about) {
    static_cast<void>(note_act(s, c, std::move(action) + "." + std::string(outcome), std::move(about)));
}

}  // namespace earshot::desk
