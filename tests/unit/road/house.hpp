// SPDX-License-Identifier: Apache-2.0
// The road from the door to the outbox on a real store and vault, with a clock of its own and a channel that remembers.
#pragma once

#include "gateway/intake/front_door.hpp"
#include "gateway/outbox/outbox.hpp"
#include "gateway/pipeline/pipeline.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

namespace road_test {

using namespace earshot;

inline std::string shipped_flow() {
    std::ifstream in(std::string(EARSHOT_SOURCE_DIR) + "/config/flows/hate-incident.toml");
    return {std::istreambuf_iterator<char>(in), {}};
}

// Speaks plain text; "file:BYTES:words" brings a file. What it sends can be read, and made to fail.
class plain_channel final : public channel {
public:
    struct one {
        std::string to;
        std::string text;
        int attempt;
    };
    channel_traits traits() const override {
        channel_traits t;
        t.per_second = 0;
        return t;
    }
    net::awaitable<void> receive(intake&) override { co_return; }
    result<reading> read(body const& content) const override {
        if (while_reading) while_reading(content.reveal());
        if (content.reveal() == "unreadable") return make_error_code(errc::malformed);
        if (content.reveal() == "throws") throw std::runtime_error("a fault of ours");
        reading r;
        r.text = std::string(content.reveal());
        if (r.text.starts_with("file:")) {
            auto const end = r.text.find(':', 5);
            r.files.push_back({body(r.text.substr(5, end - 5))});
            r.text.erase(0, end + 1);
        }
        return r;
    }
    net::awaitable<send_outcome> send(outbound m) override {
        tried.push_back({std::string(m.to.reveal()), m.text, m.attempt});
        send_outcome o;
        if (failures > 0) {
            --failures;
            o.what = send_outcome::verdict::retry;
            o.state = delivery::queued;
            co_return o;
        }
        sent.push_back(tried.back());
        co_return o;
    }
    bool ready() const override { return true; }

    std::vector<one> tried, sent;
    int failures{};
    std::function<void(std::string_view)> while_reading;  // on the pipeline's thread, before a message is understood
};

class house {
public:
    // `how`: takes files, at most two messages with files at a time.
    explicit house(earshot::files::strip_room::strip how = {}) : dir_(make_dir()), shelf_(dir_ + "/flows") {
        seal::initialise();
        if (how) files = std::make_unique<earshot::files::strip_room>(std::move(how), 2, 2, [this] { stripped.release(); });
        std::string why;
        auto opened = vault::open(dir_ + "/vault.db", seal::key::generate(seal::system_random()), seal::system_random(), why);
        vault_ = std::move(*opened);
        storage::sqlite_options options;
        options.file = dir_ + "/earshot.db";
        options.ballast = 0;
        auto made = storage::open_sqlite(options, [this] { return now(); }, why);
        store_ = std::move(*made);
        std::vector<flow::finding> findings;
        offered = shelf_.offer(shipped_flow(), "hate-incident.toml", findings);
        door_ = std::make_unique<front_door>(front_door::parts{
            io_.get_executor(), reads_.get_executor(), *vault_, *store_, keys_, seal::system_random(),
            [this] { return now(); }, [](alias, message_seq) { return std::vector<backlog_item>(); },
            [](std::string const&, front_door::answer, std::chrono::microseconds) {}});
        outbox_ = std::make_unique<outbox>(outbox::parts{
            io_.get_executor(), reads_.get_executor(), *store_, *vault_, keys_, {"sms"},
            [this](std::string const& n) -> channel* { return n == "sms" ? &line : nullptr; }, seal::system_random(),
            [this] { return now(); }, 64, std::chrono::hours(24),
            [](send_outcome::verdict, bool, std::string const&, std::string const&) {}});
        codes = std::make_unique<code_room>(*store_, keys_, 2, [this] { looked_up.release(); });
        pipeline_ = std::make_unique<pipeline>(pipeline::parts{
            *store_, *vault_, keys_, *codes, *redactor_, shelf_,
            [this](std::string const& n) -> channel const* { return n == "sms" ? &line : nullptr; },
            [this] { return helpline; }, seal::system_random(), [this] { return now(); }, std::chrono::minutes(15), {},
            files.get(), [this] { outbox_->changed(); },
            [this](pipeline::outcome what, std::string const&, std::chrono::microseconds) { outcomes.push_back(what); },
            [](effect const&) {}, [](delivery) {}, 20, 60, 5, 60, [this](pipeline::code_try how) { tried.push_back(how); }});
        store_->recover_outbox(now());
        group_ = std::make_unique<net::task_group>(io_.get_executor());
        group_->spawn(outbox_->run());
    }
    ~house() {
        bool over = false;
        boost::asio::co_spawn(io_, end(over), boost::asio::detached);
        pump([&over] { return over; });
        reads_.join();
        codes->stop();
        store_->close();
        std::error_code ec;
        std::filesystem::remove_all(dir_, ec);
    }

    instant now() const { return instant(std::chrono::milliseconds(now_.load())); }
    void pass(std::chrono::milliseconds time) { now_ += time.count(); }

    inbound text(std::string id, std::string words, std::string from = "+447700900123") const {
        return {"sms", std::move(id), address(from), address(from), body(std::move(words)), {}, now(),
                proof::of_signature()};
    }
    // Through the door; true when a receipt came.
    bool post(inbound message, bool* repeated = nullptr) {
        bool got = false;
        bool over = false;
        boost::asio::co_spawn(io_, take(std::move(message), got, repeated, over), boost::asio::detached);
        pump([&over] { return over; });
        return got;
    }
    // Works in what is there and sends what is due.
    void settle() {
        work_in();
        // A code is worked out on a thread of its own; what waits for it is waited for.
        while (waits_for_code()) {
            looked_up.acquire();
            work_in();
        }
        // The outbox runs for as long as the house; what is due is sent when its event comes.
        pump([this] { return store_->count().outbox_pending == 0 || all_later(); });
    }
    void say(std::string words) {
        post(text("m" + std::to_string(++messages_), std::move(words)));
        settle();
        pass(std::chrono::seconds(5));
    }

    plain_channel line;
    std::counting_semaphore<> stripped{0};  // once for each message whose files are ready
    std::unique_ptr<earshot::files::strip_room> files;
    std::counting_semaphore<> looked_up{0};  // once for each message whose code was worked out
    std::unique_ptr<code_room> codes;
    std::vector<pipeline::code_try> tried;
    std::shared_ptr<seal::helpline const> helpline;  // none: reports stay under their own keys
    bool offered{};
    std::vector<pipeline::outcome> outcomes;
    // What an operator did, through the journal and all the way. False: it was not taken.
    bool act(conversation_id about, sealed::desk_act const& what) {
        storage::journal_entry entry;
        entry.from = storage::journal_entry::origin::desk;
        entry.channel = "desk";
        entry.conversation = about;
        entry.dedupe = {seal::tag(keys_.dedupe, {"act", std::to_string(++acts_)})};
        entry.sealed_body =
            sealed::close_journal_body(keys_, entry.dedupe, sealed::to_json(what), seal::system_random());
        entry.received = now();
        bool const taken = store_->accept(entry).has_value();
        settle();
        return taken;
    }
    // A newer version for new conversations.
    bool offer(std::string const& flow) {
        std::vector<flow::finding> findings;
        return shelf_.offer(flow, "newer.toml", findings);
    }
    storage::store& store() { return *store_; }
    vault& addresses() { return *vault_; }
    pipeline& works() { return *pipeline_; }
    std::string const& dir() const { return dir_; }
    seal::keyring const& keys() const { return keys_; }

private:
    bool waits_for_code() {
        for (auto const& row : store_->next({}, 100))
            if (codes->of(row.seq) != code_room::state::unknown) return true;
        return false;
    }
    void work_in() {
        for (;;) {
            auto const did = pipeline_->work();
            if (!did || !*did) break;
        }
    }
    static std::string make_dir() {
        std::string path = (std::filesystem::temp_directory_path() / "earshot-road-XXXXXX").string();
        return ::mkdtemp(path.data());
    }
    net::awaitable<void> take(inbound message, bool& got, bool* repeated, bool& over) {
        auto const answer = co_await door_->accept(std::move(message));
        got = answer.has_value();
        if (got && repeated) *repeated = answer->repeated;
        over = true;
    }
    template <class Done>
    void pump(Done done) {
        io_.restart();
        while (!done()) io_.run_one_for(std::chrono::milliseconds(50));
    }
    net::awaitable<void> end(bool& over) {
        group_->cancel();
        co_await group_->join(std::chrono::seconds(5));
        over = true;
    }
    // What waits is for a later time; what is on its way has no due time at all.
    bool all_later() const {
        auto const next = store_->next_due();
        return outbox_->in_flight() == 0 && next && *next > now();
    }

    std::atomic<std::int64_t> now_{1'795'000'000'000};
    std::string dir_;
    int messages_{};
    int acts_{};
    boost::asio::io_context io_{1};
    boost::asio::thread_pool reads_{1};
    seal::keyring keys_{(seal::initialise(), seal::key::generate(seal::system_random()))};
    flow_shelf shelf_;
    std::unique_ptr<redact::engine const> redactor_ = redact::make_engine();
    std::unique_ptr<vault> vault_;
    std::unique_ptr<storage::store> store_;
    std::unique_ptr<front_door> door_;
    std::unique_ptr<class outbox> outbox_;
    std::unique_ptr<class pipeline> pipeline_;
    std::unique_ptr<net::task_group> group_;
};

}  // namespace road_test
