// SPDX-License-Identifier: Apache-2.0
// The one promise: what was acknowledged is there, once, whatever happened to the disk, the process or the power.
#include "tests/fault/store/fault_disk.hpp"
#include "tests/unit/storage/sqlite_house.hpp"

#include <sys/wait.h>

#include <SQLiteCpp/Database.h>

#include <csignal>
#include <future>

using namespace store_conformance;

namespace {

// What the store said about each of a script's messages.
struct told {
    std::set<std::uint64_t> yes;
    std::set<std::uint64_t> no;
    std::set<std::uint64_t> worked;
};

// Messages one by one, some of them worked in on the way, with a step that wipes. Goes on after a failure, as a
// careless caller would.
told play(store& s) {
    told out;
    for (std::uint64_t n = 1; n <= 12; ++n) {
        auto const r = s.accept(entry(n));
        (r.has_value() ? out.yes : out.no).insert(n);
        if (n % 4 != 0 || !r.has_value()) continue;
        step_commit step;
        step.done = r->seq;
        step.conversation = fresh_conversation(n);
        step.messages = {message(1, "reporter")};
        step.outbox = {reply(1)};
        step.drop_pending_replies = n == 8;
        auto const done = s.advance({step});
        if (done.has_value() && done->steps[0].has_value()) out.worked.insert(n);
    }
    return out;
}

// Opens what is left and holds it against what was said.
void check(sqlite_house& left, told const& said) {
    auto& s = left.open();
    std::multiset<std::string> bodies;
    for (auto const& row : s.next({}, 1000)) bodies.insert(std::string(row.sealed_body.begin(), row.sealed_body.end()));
    auto const n = s.count();
    CHECK(n.accepted == n.journal + n.worked + n.held);
    for (auto const one : said.yes) {
        auto const body = "body " + std::to_string(one);
        bool const done = s.conversation_of(id_of<alias>(one)).has_value();
        INFO("message " << one);
        if (said.worked.contains(one)) CHECK(done);
        CHECK(bodies.count(body) == (done ? 0U : 1U));
        CHECK(s.accept(entry(one))->repeated);
    }
    for (auto const one : said.no) {
        CHECK(bodies.count("body " + std::to_string(one)) <= 1);
        CHECK(s.accept(entry(one)).has_value());  // the sender tries again
    }
}

}  // namespace

TEST_CASE("an I/O error at any operation: latched, and nothing acknowledged is lost") {
    std::int64_t total = 0;
    for (std::int64_t n = 1; n == 1 || n <= std::min<std::int64_t>(total, 150); ++n) {
        fault::disk disk("faulty");
        sqlite_house h;
        h.options.vfs = disk.name();
        auto& s = h.open();
        disk.fail_at(n == 1 ? 1'000'000 : n - 1);
        auto const said = play(s);
        if (n == 1) total = disk.operations();
        INFO("operation " << n - 1 << " of " << total);
        if (n == 1)
            CHECK(said.no.empty());
        else if (disk.happened() && !said.no.empty()) {
            CHECK_FALSE(s.healthy());
            CHECK(s.accept(entry(99)).error() == errc::broken);
            CHECK(s.advance({step_commit{}}).error() == errc::broken);
            CHECK_THROWS_AS(s.next({}, 1), boost::system::system_error);
            // Once broken it never says yes again.
            CHECK(*said.no.rbegin() == 12);
            if (!said.yes.empty()) CHECK(*said.yes.rbegin() < *said.no.begin());
        }
        h.shut();
        h.options.vfs.clear();
        check(h, said);
    }
    CHECK(total > 30);
}

TEST_CASE("a power cut at any operation: everything acknowledged is there") {
    std::int64_t total = 0;
    for (std::int64_t n = 0; n <= std::min<std::int64_t>(total, 150); ++n) {
        fault::disk disk("mains");
        sqlite_house h;
        sqlite_house left;
        h.options.vfs = disk.name();
        auto& s = h.open();
        disk.cut_power_at(n == 0 ? 1'000'000 : n, static_cast<std::uint64_t>(n) * 7919);
        auto const said = play(s);
        if (n == 0) {
            total = disk.operations();
            CHECK(said.no.empty());
            continue;
        }
        INFO("operation " << n << " of " << total);
        h.shut();
        if (!disk.happened()) continue;
        disk.write_what_is_left(left.folder());
        check(left, said);
    }
    CHECK(total > 30);
}

TEST_CASE("a full disk: refused for now, and taken again when there is room") {
    fault::disk disk("small");
    sqlite_house h;
    h.options.vfs = disk.name();
    h.options.ballast = 1 << 20;
    auto& s = h.open();
    CHECK(std::filesystem::exists(h.options.file + ".ballast"));
    REQUIRE(s.accept(entry(1)).has_value());
    disk.full(true);
    CHECK(s.accept(entry(2)).error() == errc::busy);
    CHECK(s.full());
    CHECK(s.healthy());
    CHECK(s.next({}, 10).size() == 1);
    disk.full(false);
    auto const again = s.accept(entry(2));
    REQUIRE(again.has_value());
    CHECK_FALSE(again->repeated);
    CHECK_FALSE(s.full());
    CHECK(s.next({}, 10).size() == 2);
    CHECK(std::filesystem::exists(h.options.file + ".ballast"));
}

TEST_CASE("kill -9 while messages come in: everything acknowledged is there") {
    for (std::size_t const acks : {1U, 7U, 60U, 200U}) {
        sqlite_house h;
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        auto const child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            std::string why;
            auto s = open_sqlite(h.options, [] { return noon; }, why);
            if (!s) ::_exit(1);
            std::vector<std::thread> senders;
            for (std::uint64_t t = 0; t < 4; ++t)
                senders.emplace_back([&, t] {
                    for (std::uint64_t n = 1;; ++n) {
                        auto const number = t * 1'000'000 + n;
                        if (!(*s)->accept(entry(number)).has_value()) ::_exit(1);
                        if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
                    }
                });
            for (auto& t : senders) t.join();
            ::_exit(0);
        }
        ::close(ends[1]);
        told said;
        std::uint64_t number = 0;
        while (said.yes.size() < acks && ::read(ends[0], &number, sizeof number) == sizeof number)
            said.yes.insert(number);
        ::kill(child, SIGKILL);
        while (::read(ends[0], &number, sizeof number) == sizeof number) said.yes.insert(number);
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(WIFSIGNALED(status));
        CHECK(said.yes.size() >= acks);
        check(h, said);
    }
}

TEST_CASE("no transaction can be begun: whoever waits is told to come again, and afterwards all goes on") {
    sqlite_house h;
    auto& s = h.open();
    auto const one = s.accept(entry(1));
    REQUIRE(one.has_value());
    SQLite::Database other(h.options.file, SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    // A job with no message beside it, and a message.
    auto said = std::async(std::launch::async, [&s, seq = one->seq] { return s.hold(seq, "test"); });
    REQUIRE(said.wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(said.get().error() == errc::busy);
    CHECK(s.accept(entry(2)).error() == errc::busy);
    other.exec("ROLLBACK");
    CHECK(s.healthy());
    CHECK(s.hold(one->seq, "test").has_value());
    CHECK(s.accept(entry(2)).has_value());
    CHECK(s.count().held == 1);
}
