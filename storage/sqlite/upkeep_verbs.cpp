// SPDX-License-Identifier: Apache-2.0
// Opening and closing, counting, sweeping, copying.
#include "storage/sqlite/sqlite_store.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace earshot::storage {

namespace {

constexpr std::size_t readers = 3;
// What the Desk's stream may ask for again after a break.
constexpr auto events_kept = std::chrono::hours(48);

}  // namespace

sqlite_store::sqlite_store(sqlite_options const& options, clock_fn now, file_lock lock)
    : options_(options), now_(now), lock_(std::move(lock)), writer_(options, std::move(now)) {}

sqlite_store::~sqlite_store() {
    close();
}

bool sqlite_store::begin(std::string& why) {
    if (!writer_.prepare(why)) return false;
    readers_ = std::make_unique<reader_pool>(
        options_.file, options_.vfs, readers, [this] { return writer_.healthy(); }, [this] { writer_.latch(); });
    writer_.start();
    if (writer_.check_is_due()) check_ = std::make_unique<late_check>(options_, [this] { writer_.latch(); });
    return true;
}

result<std::unique_ptr<store>> open_sqlite(sqlite_options const& options, clock_fn now, std::string& why) {
    auto const reason = [&](std::string const& text) {
        why = options.file + ": " + text;
        return make_error_code(errc::broken);
    };
    if (on_network(options.file)) return reason("on a network file system, where nothing can be made durable safely");
    if (!create_private(options.file)) return reason(std::strerror(errno));
    auto lock = file_lock::take(options.file);
    if (!lock) return reason("in use by another process");
    if (!sync_folder_of(options.file)) return reason(std::strerror(errno));
    try {
        auto made = std::make_unique<sqlite_store>(options, std::move(now), std::move(*lock));
        std::string found;
        if (!made->begin(found)) return reason(found);
        return std::unique_ptr<store>(std::move(made));
    } catch (SQLite::Exception const& e) {
        return reason(e.getErrorStr());
    }
}

counts sqlite_store::count() {
    return read([&](connection& c) {
        counts n;
        auto q = c.use(
            "SELECT (SELECT value FROM meta WHERE name = 'accepted'), (SELECT count(*) FROM journal), "
            "(SELECT value FROM meta WHERE name = 'worked'), (SELECT count(*) FROM held), "
            "(SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')), "
            "(SELECT count(*) FROM outbox WHERE state = 'dead'), "
            "(SELECT count(*) FROM cases WHERE status = 'waiting'), "
            "(SELECT count(*) FROM cases WHERE status = 'claimed'), "
            "(SELECT count(*) FROM conversation WHERE phase NOT IN ('done', 'stopped', 'erased')), "
            "(SELECT received FROM journal ORDER BY seq LIMIT 1), "
            "(SELECT min(opened) FROM cases WHERE status = 'waiting'), "
            "(SELECT count(*) FROM cases WHERE status = 'waiting' AND urgency = 0), "
            "(SELECT count(*) FROM cases WHERE status = 'waiting' AND urgency = 1), "
            "(SELECT count(*) FROM cases WHERE status = 'waiting' AND urgency = 2), "
            "(SELECT count(*) FROM cases WHERE status = 'waiting' AND urgency = 3)");
        q.next();
        q.into(n.accepted, n.journal, n.worked, n.held, n.outbox_pending, n.outbox_dead, n.cases_waiting,
               n.cases_claimed, n.conversations_open, n.oldest_journal, n.oldest_waiting_case, n.waiting_immediate,
               n.waiting_high, n.waiting_medium, n.waiting_standard);
        return n;
    });
}

result<void> sqlite_store::sweep(instant now) {
    auto const swept = write<void>([this, now](connection& c, batch_notes& notes) -> result<void> {
        auto const seen_before = now - options_.dedupe_kept;
        {
            auto q = c.use("SELECT tags FROM dedupe WHERE at < ?", seen_before);
            while (q.next()) {
                auto const tags = q.get<blob>();
                dedupe_tag one;
                for (std::size_t at = 0; at + one.value.size() <= tags.size(); at += one.value.size()) {
                    std::copy_n(tags.begin() + static_cast<std::ptrdiff_t>(at), one.value.size(), one.value.begin());
                    notes.expired.push_back(one);
                }
            }
        }
        c.run("DELETE FROM dedupe WHERE at < ?", seen_before);
        c.run("DELETE FROM outbox WHERE state IN ('sent', 'failed') AND changed < ?", seen_before);
        c.run("DELETE FROM event WHERE at < ?", now - events_kept);
        c.run("DELETE FROM session WHERE expires <= ?", now);
        c.run("DELETE FROM reporter_copy WHERE until <= ?", now);
        notes.destroyed = true;
        return {};
    });
    if (!swept) return swept;
    auto const cut = writer_.checkpoint();
    // A reader was at it: the next quiet moment will do.
    if (!cut && cut.error() != errc::busy) return cut;
    return {};
}

result<void> sqlite_store::cut_wal() {
    return writer_.checkpoint();
}

result<void> sqlite_store::backup(std::string const& file) {
    return writer_.backup(file);
}

bool sqlite_store::healthy() const noexcept {
    return writer_.healthy();
}

bool sqlite_store::full() const noexcept {
    return writer_.full();
}

void sqlite_store::close() {
    std::call_once(closed_, [this] {
        check_.reset();
        writer_.wake();
        writer_.close();
    });
}

}  // namespace earshot::storage
