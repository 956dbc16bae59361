// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/app.hpp"

#include "adapters/channel.hpp"
#include "gateway/app/backlog.hpp"
#include "gateway/app/control.hpp"
#include "gateway/app/desk_side.hpp"
#include "gateway/app/helpline_keys.hpp"
#include "gateway/app/key_change.hpp"
#include "gateway/app/opened_addresses.hpp"
#include "gateway/app/ops_routes.hpp"
#include "gateway/app/retention.hpp"
#include "gateway/app/start.hpp"
#include "gateway/files/runner.hpp"
#include "gateway/files/strip_room.hpp"
#include "gateway/intake/front_door.hpp"
#include "gateway/log/metrics.hpp"
#include "gateway/net/await_answer.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/http_server.hpp"
#include "gateway/net/task_group.hpp"
#include "gateway/outbox/outbox.hpp"
#include "gateway/pipeline/pipeline.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <future>
#include <map>
#include <thread>

namespace earshot {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_grace = 8s;
constexpr auto housekeeping_every = 10s;
constexpr auto sweep_every = 1h;
constexpr auto key_looks_every = 1s;
constexpr std::chrono::milliseconds key_step_deadline{60'000};
constexpr std::chrono::milliseconds metrics_deadline{2000};
constexpr std::size_t cases_counted_at_most = 500;
constexpr std::size_t most_rows_with_codes = 64;
constexpr std::size_t most_rows_with_files = 8;  // in memory at once; the others wait in the journal

using log::code;
using log::field;

char const* level_word(metrics::case_level l) noexcept {
    switch (l) {
        case metrics::case_level::standard: return "standard";
        case metrics::case_level::medium: return "medium";
        case metrics::case_level::high: return "high";
        case metrics::case_level::immediate: return "immediate";
    }
    return "standard";
}

// In a rush the processor goes to who acknowledges: a message that is on disk can wait a moment for its answer, a
// provider that is kept waiting gives up. (On Linux the nice value is the calling thread's alone: setpriority(2).)
void yield_to_the_door() noexcept {
    constexpr int less = 5;  // about a third of the share of the others
    ::setpriority(PRIO_PROCESS, 0, less);
}

metrics::taken taken_as(front_door::answer a) noexcept {
    switch (a) {
        case front_door::answer::fresh: return metrics::taken::fresh;
        case front_door::answer::repeated: return metrics::taken::repeated;
        case front_door::answer::busy: return metrics::taken::busy;
        case front_door::answer::broken: return metrics::taken::broken;
    }
    return metrics::taken::broken;
}

metrics::code_try tried_as(pipeline::code_try how) noexcept {
    switch (how) {
        case pipeline::code_try::found: return metrics::code_try::found;
        case pipeline::code_try::unknown: return metrics::code_try::unknown;
        case pipeline::code_try::limited: return metrics::code_try::limited;
    }
    return metrics::code_try::unknown;
}

}  // namespace

// In construction order: what stands below may use what stands above. Destroyed the other way round.
struct app::parts {
    parts(config::settings s, log::logger& l) : settings(std::move(s)), logger(l) {}

    config::settings settings;
    log::logger& logger;
    clock_fn now;
    random_fn random;

    std::unique_ptr<seal::key_file> master;
    std::unique_ptr<seal::keyring> keys;
    std::unique_ptr<vault> addresses;
    std::unique_ptr<storage::store> store;
    std::unique_ptr<redact::engine const> redactor;
    std::unique_ptr<helpline_keys> helpline;
    std::unique_ptr<flow_shelf> flows;
    std::unique_ptr<metrics::board> board;

    boost::asio::io_context net{1};
    boost::asio::thread_pool work{1};
    boost::asio::thread_pool slow{1};  // backups
    std::shared_ptr<completions> home = std::make_shared<completions>(net.get_executor());
    std::unique_ptr<net::http_client> http;
    std::unique_ptr<net::http_router> public_routes = net::make_router();
    std::unique_ptr<net::http_router> desk_routes = net::make_router();
    std::unique_ptr<net::http_router> ops_routes = net::make_router();
    std::unique_ptr<net::http_router> control_routes = net::make_router();
    std::map<std::string, std::unique_ptr<channel>> channels;
    std::unique_ptr<front_door> door;
    std::unique_ptr<class outbox> outbox;
    std::unique_ptr<files::strip_room> files;
    std::unique_ptr<code_room> codes;
    std::unique_ptr<class pipeline> pipeline;
    std::unique_ptr<journalled_acts> acts;
    std::unique_ptr<desk_side> desk;
    std::unique_ptr<erasure> wipes;
    std::unique_ptr<key_change> rotation;
    std::unique_ptr<control> shell;
    std::vector<std::unique_ptr<net::http_server>> servers;
    std::unique_ptr<net::task_group> group;
    std::unique_ptr<net::task_group> channel_group;
    std::atomic<bool> broken{false};
    bool stopping{};

    channel* channel_named(std::string const& name) const {
        auto const it = channels.find(name);
        return it == channels.end() ? nullptr : it->second.get();
    }

    readiness ready() const;
    void reload_flow();
    net::awaitable<void> watch_signals();
    net::awaitable<void> keep_house();
    net::awaitable<void> move_keys();
    net::awaitable<void> shut_down();
    result<void> count_now();
    net::awaitable<std::string> metrics_text();
};

readiness app::parts::ready() const {
    readiness state;
    state.checks.push_back({"store", store->healthy() && !store->full(),
                            store->healthy() ? "the disk is full: make room" : "the store broke: restart, see the log"});
    for (auto const& [name, channel] : channels)
        state.checks.push_back({"channel:" + name, channel->ready(), "it does not listen: see the log"});
    state.checks.push_back({"accepting", !stopping, "the gateway is being stopped"});
    return state;
}

void app::parts::reload_flow() {
    std::vector<flow::finding> findings;
    bool const taken = offer_flow_file(*flows, settings.flow_file, findings);
    for (auto const& f : findings)
        if (f.fatal)
            logger.error("flow.refused", {field("line", f.line), field("rule", code::of(f.rule))});
    if (taken) logger.info("flow.loaded", {field("version", code::of(flow::version(*flows->current())))});
    else logger.error("flow.kept", {field("version", code::of(flow::version(*flows->current())))});
}

result<void> app::parts::count_now() {
    auto const c = store->count();
    board->stored(static_cast<std::size_t>(c.accepted), static_cast<std::size_t>(c.worked));
    for (auto const level : {metrics::case_level::standard, metrics::case_level::medium, metrics::case_level::high, metrics::case_level::immediate}) {
        storage::queue_filter waiting;
        waiting.status = "waiting";
        waiting.level = level_word(level);
        waiting.limit = cases_counted_at_most;
        board->cases_waiting(level, store->queue(waiting).size());
    }
    board->outbox_pending(static_cast<std::size_t>(c.outbox_pending));
    board->outbox_dead(static_cast<std::size_t>(c.outbox_dead));
    board->journal_depth(static_cast<std::size_t>(c.journal));
    board->held(static_cast<std::size_t>(c.held));
    auto const glass = store->count_glass(now());
    board->break_glass(static_cast<std::size_t>(glass.waiting), static_cast<std::size_t>(glass.unreviewed),
                       static_cast<std::size_t>(glass.opened));
    board->codes_hardened(codes->all_hard());
    board->store_busy(store->full());
    return {};
}

net::awaitable<std::string> app::parts::metrics_text() {
    board->event_streams(desk->streams());
    auto slot = run_elsewhere<void>(work.get_executor(), net.get_executor(), home, [this] { return count_now(); });
    // A count that is late is told as it last was: a scrape must not hang on a busy pool.
    auto const counted = co_await answer_slot<void>::wait(slot, metrics_deadline);
    if (!counted) logger.warning("metrics.late");
    co_return board->text();
}

net::awaitable<void> app::parts::keep_house() {
    co_await net::asio::this_coro::throw_if_cancelled(false);
    auto const state = co_await net::asio::this_coro::cancellation_state;
    net::asio::steady_timer timer(net);
    // The first round looks at once: the gateway may have been off for days.
    auto last_sweep = now() - sweep_every;
    auto const& kept = settings.retention;
    retention_times const retention{kept.abandoned, kept.address, kept.longest_address, kept.closed_case, kept.coded, kept.audit};
    while (state.cancelled() == net::asio::cancellation_type::none) {
        bool const sweep = now() - last_sweep >= sweep_every;
        if (sweep) last_sweep = now();
        net::asio::post(work, [this, sweep, retention] {
            if (!store->expire_leases(now())) logger.error("house.leases");
            if (!keep_glass(*store, *acts, now())) logger.error("house.glass");
            if (sweep) {
                end_what_is_over(*store, *addresses, *acts, retention, now());
                if (!store->sweep(now())) logger.error("house.store");
                if (!addresses->sweep(now())) logger.error("house.vault");
            }
        });
        timer.expires_after(housekeeping_every);
        boost::system::error_code ignored;
        co_await timer.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
    }
}

// Goes on with a change of the master key, a page at a time, so that the pool's other work comes in between.
net::awaitable<void> app::parts::move_keys() {
    co_await net::asio::this_coro::throw_if_cancelled(false);
    auto const state = co_await net::asio::this_coro::cancellation_state;
    net::asio::steady_timer timer(net);
    while (state.cancelled() == net::asio::cancellation_type::none) {
        auto work_on = [this]() -> result<int> {
            std::string why;
            auto const more = rotation->step(why);
            if (!more) return more.error();
            return *more ? 1 : 0;
        };
        auto slot = run_elsewhere<int>(work.get_executor(), net.get_executor(), home, std::move(work_on));
        auto const more = co_await answer_slot<int>::wait(slot, key_step_deadline);
        if (!more) logger.error("key.change", {field("error", more.error())});
        if (more && *more == 1) continue;
        timer.expires_after(key_looks_every);
        boost::system::error_code ignored;
        co_await timer.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ignored));
    }
}

net::awaitable<void> app::parts::shut_down() {
    stopping = true;
    logger.info("stopping");
    door->close();
    for (auto& server : servers) server->stop_accepting();
    if (desk) desk->close();
    channel_group->cancel();
    for (auto& server : servers) {
        co_await server->drain(drain_grace);
    }
    group->cancel();
    co_await channel_group->join(drain_grace);
    co_await group->join(drain_grace);
    net.stop();
}

net::awaitable<void> app::parts::watch_signals() {
    net::asio::signal_set signals(net, SIGTERM, SIGINT, SIGHUP);
    for (;;) {
        boost::system::error_code ec;
        int const signal = co_await signals.async_wait(net::asio::redirect_error(net::asio::use_awaitable, ec));
        if (ec) co_return;
        if (signal != SIGHUP) break;
        reload_flow();
    }
    co_await shut_down();
}

app::app(std::unique_ptr<parts> p) : parts_(std::move(p)) {}
app::~app() = default;

std::unique_ptr<app> app::build(
    config::settings settings,
    log::logger& logger,
    seal::passphrase_fn const& passphrase,
    std::vector<config::mistake>& mistakes
) {
    auto p = std::make_unique<parts>(std::move(settings), logger);
    auto const wrong = [&](std::string message) { mistakes.push_back({p->settings.source->path(), 0, std::move(message)}); };
    p->now = [] { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); };
    p->random = seal::system_random();

    auto opened = open_data(p->settings, p->now, p->random, passphrase, wrong);
    if (!opened) return nullptr;
    p->master = std::move(opened->master);
    p->keys = std::move(opened->keys);
    p->addresses = std::move(opened->addresses);
    p->store = std::move(opened->store);
    p->redactor = redact::make_engine();
    p->helpline = std::make_unique<helpline_keys>(*p->store);
    if (std::string why; !p->helpline->read_file(p->settings.keys.helpline_file, why)) {
        wrong("keys.helpline_file: " + why);
        return nullptr;
    }
    if (!p->helpline->refresh()) logger.error("helpline.key-unreadable");
    if (!p->helpline->current()) logger.warning("helpline.no-keys");

    p->flows = std::make_unique<flow_shelf>(p->settings.data.dir + "/flows");
    std::vector<flow::finding> findings;
    if (!offer_flow_file(*p->flows, p->settings.flow_file, findings)) {
        for (auto const& f : findings)
            if (f.fatal) mistakes.push_back({p->settings.flow_file, f.line, f.message});
        return nullptr;
    }

    std::vector<std::string> names;
    for (auto const& [name, section] : p->settings.channels) names.push_back(name);
    p->board = std::make_unique<metrics::board>(names);
    p->http = net::make_http_client(p->net.get_executor());

    channel_services const services{p->net.get_executor(), *p->public_routes, *p->http, p->now, p->random,
                                    p->settings.public_side.url,
                                    [&parts = *p](std::string_view channel, char const* reason) {
                                        parts.board->refused(channel, metrics::refusal_named(reason));
                                        parts.logger.warning("channel.refused", {field("channel", code::of(channel)), field("reason", code::of(reason))});
                                    }};
    bool const made = make_channels(p->settings, services, p->channels);
    p->settings.source->finish();
    if (!made || !mistakes.empty()) return nullptr;

    p->door = std::make_unique<front_door>(front_door::parts{
        p->net.get_executor(), p->work.get_executor(), *p->addresses, *p->store, *p->keys, p->random, p->now,
        [&parts = *p](alias who, message_seq after) { return read_backlog(*parts.store, *parts.keys, who, after); },
        [&parts = *p](std::string const& channel, front_door::answer how, std::chrono::microseconds took) {
            parts.board->accepted(channel, taken_as(how), took);
            if (how == front_door::answer::broken) parts.logger.critical("accept.broken", {field("channel", code::of(channel))});
            if (how == front_door::answer::busy) parts.logger.warning("accept.busy", {field("channel", code::of(channel))});
        }
    });

    p->outbox = std::make_unique<class outbox>(outbox::parts{
        p->net.get_executor(), p->work.get_executor(), *p->store, *p->addresses, *p->keys, names,
        [&parts = *p](std::string const& name) { return parts.channel_named(name); }, p->random, p->now, 64, p->settings.retention.stop_tag,
        [&parts = *p](send_outcome::verdict how, bool dead, std::string const& channel, std::string const& reason) {
            parts.board->sent(channel, how, {});
            if (dead) parts.logger.error("outbox.dead", {field("channel", code::of(channel)), field("reason", code::of(reason))});
            else if (how != send_outcome::verdict::sent && how != send_outcome::verdict::gone)
                parts.logger.warning("outbox.not-sent", {field("channel", code::of(channel)), field("reason", code::of(reason))});
        }
    });

    files::runner const strips({p->settings.files.worker.empty() ? files::worker_beside_us() : p->settings.files.worker,
                                p->settings.files.deadline});
    // Tried beside the start, which has no time for it. Without the lock nothing is opened: people are told that their
    // files are not kept.
    auto const locked = std::async(std::launch::async, [strips, &logger] {
                            std::string why;
                            bool const good = strips.locks(why);
                            if (!good) logger.error("files.off", {field("worker", code::of("not-locked"))});
                            return good;
                        }).share();
    p->files = std::make_unique<files::strip_room>(
        [strips, locked](std::string_view raw) {
            return locked.get() ? strips.clean(raw) : files::cleaned{{}, file_refusal::failed};
        },
        p->settings.files.workers, most_rows_with_files, [&parts = *p] { parts.store->wake(); });

    p->codes = std::make_unique<code_room>(*p->store, *p->keys, most_rows_with_codes, [&parts = *p] { parts.store->wake(); });
    p->pipeline = std::make_unique<class pipeline>(pipeline::parts{
        *p->store, *p->addresses, *p->keys, *p->codes, *p->redactor, *p->flows,
        [&parts = *p](std::string const& name) -> channel const* { return parts.channel_named(name); },
        [&parts = *p] { return parts.helpline->current(); }, p->random,
        p->now, p->settings.record.time_rounding, kept_numbers(), p->files.get(), [&parts = *p] { parts.outbox->changed(); },
        [&parts = *p](pipeline::outcome what, std::string const& channel, std::chrono::microseconds took) {
            if (what == pipeline::outcome::stepped) parts.board->stepped(took);
            if (pipeline::is_fault(what))
                parts.logger.error("pipeline.set-aside", {field("why", code::of(pipeline::name(what))), field("channel", code::of(channel))});
        },
        [&parts = *p](effect const& what) { parts.board->did(what); },
        [&parts = *p](delivery state) { parts.board->reported(state); }, p->settings.limits.reports_a_day,
        p->settings.limits.answers_an_hour, p->settings.limits.wrong_codes_an_hour, p->settings.limits.wrong_codes_a_minute,
        [&parts = *p](pipeline::code_try how) { parts.board->tried(tried_as(how)); }
    });

    p->acts = std::make_unique<journalled_acts>(*p->store, *p->addresses, *p->keys, p->now, p->random);
    p->desk = std::make_unique<desk_side>(
        desk_side::parts{p->settings, *p->store, *p->addresses, *p->keys, *p->desk_routes, *p->helpline,
                         [&parts = *p](std::string const& name) -> std::optional<channel_traits::medium_kind> {
                             auto const* channel = parts.channel_named(name);
                             if (!channel) return std::nullopt;
                             return channel->traits().medium;
                         },
                         p->net.get_executor(), p->work.get_executor(), p->now, p->random});
    add_ops_routes(
        *p->ops_routes, [&parts = *p] { return parts.metrics_text(); }, [&parts = *p] { return parts.ready(); }
    );

    p->wipes = std::make_unique<erasure>(*p->store, *p->keys, *p->acts, p->random);
    p->rotation = std::make_unique<key_change>(key_change::parts{
        *p->store, *p->keys, *p->master, p->random, p->now, [] { return std::chrono::steady_clock::now(); }
    });
    p->shell = std::make_unique<control>(control::parts{p->net.get_executor(), p->work.get_executor(), p->home, *p->wipes, *p->rotation,
                                                         p->slow.get_executor(),
                                                         [&parts = *p](seal::key under, std::string content, std::string keys, std::string& why) {
                                                             backup_order const order{std::move(content), std::move(keys), parts.settings.data.dir,
                                                                                      parts.settings.retention.backup};
                                                             return make_backup(*parts.store, *parts.addresses, under, order, parts.now(), parts.random, why);
                                                         }});
    p->shell->add_routes(*p->control_routes);

    auto const fault = [&logger](std::string_view what) { logger.error("http.fault", {field("what", code::of(what))}); };
    if (!listen_on(p->net.get_executor(), "public", p->settings.public_side, *p->public_routes, fault, p->servers, wrong) ||
        !listen_on(p->net.get_executor(), "desk", p->settings.desk.at, *p->desk_routes, fault, p->servers, wrong) ||
        !listen_on(p->net.get_executor(), "ops", p->settings.ops, *p->ops_routes, fault, p->servers, wrong) ||
        !listen_for_shell(p->net.get_executor(), control_socket(p->settings.data.dir), *p->control_routes, fault, p->servers, wrong))
        return nullptr;
    return std::unique_ptr<app>(new app(std::move(p)));
}

int app::run() {
    auto& p = *parts_;
    if (auto recovered = p.store->recover_outbox(p.now()); !recovered) {
        p.logger.critical("outbox.recover", {field("error", recovered.error())});
        return 1;
    }
    p.group = std::make_unique<net::task_group>(p.net.get_executor());
    p.channel_group = std::make_unique<net::task_group>(p.net.get_executor());
    for (auto& [name, channel] : p.channels) p.channel_group->spawn(channel->receive(*p.door));
    p.group->spawn(p.outbox->run());
    p.group->spawn(p.keep_house());
    p.group->spawn(p.move_keys());
    for (auto& server : p.servers) p.group->spawn(server->serve());
    net::asio::co_spawn(p.net, p.watch_signals(), [&p](std::exception_ptr e) {
        if (e) {
            p.logger.critical("stop.fault");
            p.net.stop();
        }
    });

    std::jthread worker([&p](std::stop_token stop) {
        yield_to_the_door();
        auto const ended = p.pipeline->run(stop);
        if (ended) return;
        // The store can no longer be trusted: the restart recovers from what is on disk.
        p.broken = true;
        p.logger.critical("store.broken", {field("error", ended.error())});
        net::asio::post(p.net, [&p] { p.net.stop(); });
    });
    p.logger.info("ready", {field("channels", p.channels.size())});
    p.net.run();

    worker.request_stop();
    p.store->wake();
    worker.join();
    p.codes->stop();
    p.work.join();
    p.slow.join();
    p.store->close();
    ::unlink(control_socket(p.settings.data.dir).c_str());
    p.logger.info("stopped");
    return p.broken ? 1 : 0;
}

}  // namespace earshot
