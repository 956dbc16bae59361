// SPDX-License-Identifier: Apache-2.0
#include "gateway/vault/vault.hpp"

#include "gateway/seal/padded_address.hpp"
#include "gateway/vault/vault_file.hpp"

#include <algorithm>
#include <utility>

namespace earshot {

namespace {

template <class Bytes>
std::string_view text_of(Bytes const& bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

std::string place_of(alias a, std::string_view channel) {
    return "vault:address:" + a.str() + ":" + std::string(channel);
}

std::string door_place(std::string_view channel, sender_tag who) {
    return "vault:door:" + alias{who.value}.str() + ":" + std::string(channel);
}

std::int64_t milliseconds(instant at) {
    return at.time_since_epoch().count();
}

// When somebody wrote stays out of the file: a day is enough to tell old from new.
instant day_of(instant at) {
    return std::chrono::floor<std::chrono::days>(at);
}

constexpr std::string_view check_place = "vault:check";
constexpr std::string_view check_words = "this key fits this file";

// A prepared statement, ready for its next use when it goes.
class use {
public:
    explicit use(SQLite::Statement& s) : s_(s) {}
    use(use const&) = delete;
    use& operator=(use const&) = delete;
    ~use() {
        s_.tryReset();
        s_.clearBindings();
    }
    template <class Bytes>
    use& raw(Bytes const& bytes) {
        s_.bind(next_++, bytes.data(), static_cast<int>(bytes.size()));
        return *this;
    }
    use& number(std::int64_t value) {
        s_.bind(next_++, value);
        return *this;
    }
    use& text(std::string_view value) {
        s_.bind(next_++, std::string(value));
        return *this;
    }
    bool step() { return s_.executeStep(); }
    int run() { return s_.exec(); }
    std::int64_t number_at(int column) { return s_.getColumn(column).getInt64(); }
    std::string text_at(int column) { return s_.getColumn(column).getString(); }
    blob blob_at(int column) {
        auto const value = s_.getColumn(column);
        auto const* bytes = static_cast<std::uint8_t const*>(value.getBlob());
        return {bytes, bytes + value.getBytes()};
    }
    template <class Id>
    Id id_at(int column) {
        Id id;
        auto const bytes = blob_at(column);
        std::copy_n(bytes.begin(), std::min(bytes.size(), id.value.size()), id.value.begin());
        return id;
    }

private:
    SQLite::Statement& s_;
    int next_{1};
};

class sealed_vault final : public vault {
public:
    sealed_vault(std::unique_ptr<vault_file> file, seal::key const& key, random_fn random)
        : addresses_(key.derive("vault address")),
          senders_(key.derive("vault sender tag")),
          mutes_(key.derive("vault mute tag")),
          routes_(key.derive("vault route tag")),
          days_(key.derive("vault day keys")),
          random_(std::move(random)),
          file_(std::move(file)) {}

    result<void> check_key() {
        auto const found = file_->read<blob>([&]() -> result<blob> {
            use q(check_);
            return q.step() ? q.blob_at(0) : blob{};
        });
        if (!found) return found.error();
        if (found->empty())
            return file_->write([&]() -> result<void> {
                use(note_check_).raw(seal::close(addresses_, check_words, check_place, random_)).run();
                return {};
            });
        auto const opened = seal::open(addresses_, *found, check_place);
        if (!opened) return opened.error();
        return {};
    }

    sealed_sender at_the_door(std::string_view channel, address const& sender, address const& reply_to) const override {
        auto const who = tag_of(channel, sender);
        return {who, close(reply_to, door_place(channel, who))};
    }

    sender_tag tag_of(std::string_view channel, address const& sender) const override {
        return {seal::tag(senders_, {channel, sender.reveal()})};
    }

    result<std::optional<alias>> current(sender_tag who) override {
        return file_->read<std::optional<alias>>([&]() -> result<std::optional<alias>> {
            use q(current_);
            if (!q.raw(who.value).step()) return std::optional<alias>{};
            return std::optional<alias>{q.id_at<alias>(0)};
        });
    }

    result<void> adopt(alias a, sealed_sender const& who, std::string_view channel, instant at) override {
        auto const plain = open_address(who.sealed, door_place(channel, who.tag));
        if (!plain) return plain.error();
        auto const sealed = close(*plain, place_of(a, channel));
        return file_->write([&]() -> result<void> {
            bool const fresh =
                use(adopt_).raw(a.value).raw(who.tag.value).text(channel).raw(sealed).number(milliseconds(day_of(at))).run() > 0;
            if (fresh) keep(who.tag, a, at + std::chrono::hours(24), 1);
            use(make_current_).raw(who.tag.value).raw(a.value).run();
            return {};
        });
    }

    result<void> update(alias a, std::string_view channel, address const& reply_to) override {
        auto const sealed = close(reply_to, place_of(a, channel));
        return file_->write([&]() -> result<void> {
            file_->destroys();  // the address that was
            if (use(update_).text(channel).raw(sealed).raw(a.value).run() == 0) return errc::not_found;
            return {};
        });
    }

    result<address> reveal(alias a) override {
        auto const row = file_->read<std::pair<std::string, blob>>([&]() -> result<std::pair<std::string, blob>> {
            use q(find_);
            if (!q.raw(a.value).step()) return errc::not_found;
            return std::pair{q.text_at(0), q.blob_at(1)};
        });
        if (!row) return row.error();
        return open_address(row->second, place_of(a, row->first));
    }

    result<std::string> channel_of(alias a) override {
        return file_->read<std::string>([&]() -> result<std::string> {
            use q(find_);
            if (!q.raw(a.value).step()) return errc::not_found;
            return q.text_at(0);
        });
    }

    result<void> forget(alias a, std::optional<instant> keep_tag_until) override {
        return file_->write([&]() -> result<void> {
            if (keep_tag_until) {
                use q(find_tag_);
                if (q.raw(a.value).step()) keep(q.id_at<sender_tag>(0), a, *keep_tag_until, 0);
            } else {
                // That somebody began a conversation stays for its day; which one it was does not.
                use(unname_).raw(a.value).run();
            }
            file_->destroys();
            use(forget_routes_).raw(a.value).run();
            use(forget_current_).raw(a.value).run();
            use(forget_).raw(a.value).run();
            return {};
        });
    }

    result<void> set_muted(sender_tag who, bool muted, instant at) override {
        auto const hash = mute_hash(who);
        return file_->write([&]() -> result<void> {
            if (muted) {
                use(mute_).raw(hash).number(milliseconds(day_of(at))).run();
                return {};
            }
            file_->destroys();
            use(unmute_).raw(hash).run();
            return {};
        });
    }

    result<bool> muted(sender_tag who) override {
        auto const hash = mute_hash(who);
        return file_->read<bool>([&]() -> result<bool> { return use(is_muted_).raw(hash).step(); });
    }

    result<acquaintance> lately(sender_tag who, instant now) override {
        return file_->read<acquaintance>([&]() -> result<acquaintance> {
            acquaintance all;
            use days(day_keys_);
            while (days.step()) {
                auto const day = days.number_at(0);
                auto const key = seal::unwrap(days_, days.blob_at(1), day_place(day));
                if (!key) return key.error();
                use q(find_kept_);
                if (!q.raw(seal::tag(*key, {text_of(who.value)})).number(milliseconds(now)).step()) continue;
                all.opened += static_cast<int>(q.number_at(0));
                all.silenced = all.silenced || q.number_at(1) != 0;
            }
            return all;
        });
    }

    result<void> silence(alias a, std::optional<instant> until) override {
        return file_->write([&]() -> result<void> {
            if (!until) {
                file_->destroys();
                return use(unsilence_).raw(a.value).run() > 0 ? result<void>() : errc::not_found;
            }
            {
                use q(find_tag_);
                if (q.raw(a.value).step()) keep(q.id_at<sender_tag>(0), a, *until, 0);
            }
            if (use(silence_).number(milliseconds(*until)).raw(a.value).run() == 0) return errc::not_found;
            return {};
        });
    }

    result<void> copy_to(std::string const& file) override {
        return file_->write_alone([&]() -> result<void> {
            use(copy_).text(file).run();
            return {};
        });
    }

    route_tag route_of(std::string_view token) const override { return {seal::tag(routes_, {token})}; }

    result<void> add_route(route_tag token, alias a, instant expires) override {
        return file_->write([&]() -> result<void> {
            use(add_route_).raw(token.value).raw(a.value).number(milliseconds(expires)).run();
            return {};
        });
    }

    result<std::optional<alias>> follow_route(route_tag token, instant now) override {
        return file_->read<std::optional<alias>>([&]() -> result<std::optional<alias>> {
            use q(follow_);
            if (!q.raw(token.value).number(milliseconds(now)).step()) return std::optional<alias>{};
            return std::optional<alias>{q.id_at<alias>(0)};
        });
    }

    result<void> write_together(std::vector<std::function<result<void>(vault&)>> const& work) override {
        return file_->together([&]() -> result<void> {
            result<void> first;
            for (auto const& one : work) {
                auto const done = one(*this);
                if (done) continue;
                if (done.error() == errc::busy || done.error() == errc::broken) return done;
                if (first) first = done;
            }
            return first;
        });
    }

    result<void> sweep(instant now) override {
        return file_->write([&]() -> result<void> {
            int const gone = use(old_routes_).number(milliseconds(now)).run() +
                             use(old_kept_).number(milliseconds(now)).run() + use(old_days_).run();
            if (gone > 0) file_->destroys();
            return {};
        });
    }

    result<std::size_t> count() override {
        return file_->read<std::size_t>([&]() -> result<std::size_t> {
            use q(count_);
            q.step();
            return static_cast<std::size_t>(q.number_at(0));
        });
    }

private:
    blob close(address const& where, std::string const& place) const {
        return seal::close(addresses_, seal::padded(where).reveal(), place, random_);
    }
    result<address> open_address(blob const& sealed, std::string const& place) const {
        auto opened = seal::open(addresses_, sealed, place);
        if (!opened) return opened.error();
        return seal::unpadded(std::move(*opened));
    }

    static std::string day_place(std::int64_t day) { return "vault:day:" + std::to_string(day); }

    std::array<std::uint8_t, 16> mute_hash(sender_tag who) const { return seal::tag(mutes_, {text_of(who.value)}); }

    // Under a random key of the day on which it ends, which is destroyed with the last hash under it: a copy of the
    // file from before cannot be asked about a sender once the key is gone from it, and hashes of two days cannot be
    // joined.
    void keep(sender_tag who, alias a, instant until, int opened) {
        auto const day = std::chrono::floor<std::chrono::days>(until).time_since_epoch().count();
        auto const key = day_key(day);
        use(keep_)
            .raw(seal::tag(key, {text_of(who.value)}))
            .number(day)
            .number(milliseconds(instant(std::chrono::ceil<std::chrono::hours>(until))))
            .raw(a.value)
            .number(opened)
            .run();
    }

    seal::key day_key(std::int64_t day) {
        {
            use q(day_key_);
            if (q.number(day).step()) return seal::unwrap(days_, q.blob_at(0), day_place(day)).value();
        }
        auto fresh = seal::key::generate(random_);
        use(add_day_key_).number(day).raw(seal::wrap(days_, fresh, day_place(day), random_)).run();
        return fresh;
    }

    SQLite::Statement prepared(char const* sql) { return {file_->db(), sql}; }

    seal::key addresses_;
    seal::key senders_;
    seal::key mutes_;
    seal::key routes_;
    seal::key days_;
    random_fn random_;
    std::unique_ptr<vault_file> file_;

    SQLite::Statement check_{prepared("SELECT value FROM meta WHERE name = 'check'")};
    SQLite::Statement note_check_{prepared("INSERT INTO meta (name, value) VALUES ('check', ?)")};
    SQLite::Statement current_{prepared("SELECT alias FROM current WHERE tag = ?")};
    SQLite::Statement adopt_{
        prepared("INSERT INTO address (alias, tag, channel, sealed, adopted) VALUES (?, ?, ?, ?, ?) "
                 "ON CONFLICT (alias) DO NOTHING")};
    SQLite::Statement make_current_{
        prepared("INSERT INTO current (tag, alias) VALUES (?, ?) "
                 "ON CONFLICT (tag) DO UPDATE SET alias = excluded.alias "
                 "WHERE alias <> excluded.alias")};
    SQLite::Statement update_{prepared("UPDATE address SET channel = ?, sealed = ? WHERE alias = ?")};
    SQLite::Statement find_{prepared("SELECT channel, sealed FROM address WHERE alias = ?")};
    SQLite::Statement find_tag_{prepared("SELECT tag FROM address WHERE alias = ?")};
    SQLite::Statement forget_{prepared("DELETE FROM address WHERE alias = ?")};
    SQLite::Statement forget_current_{prepared("DELETE FROM current WHERE alias = ?")};
    SQLite::Statement unname_{prepared("UPDATE kept SET alias = x'' WHERE alias = ?")};
    SQLite::Statement forget_routes_{prepared("DELETE FROM route WHERE alias = ?")};
    SQLite::Statement mute_{prepared("INSERT INTO mute (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING")};
    SQLite::Statement unmute_{prepared("DELETE FROM mute WHERE hash = ?")};
    SQLite::Statement is_muted_{prepared("SELECT 1 FROM mute WHERE hash = ?")};
    SQLite::Statement day_keys_{prepared("SELECT day, wrapped FROM day_key")};
    SQLite::Statement day_key_{prepared("SELECT wrapped FROM day_key WHERE day = ?")};
    SQLite::Statement add_day_key_{prepared("INSERT INTO day_key (day, wrapped) VALUES (?, ?)")};
    SQLite::Statement keep_{
        prepared("INSERT INTO kept (hash, day, until, alias, opened) VALUES (?, ?, ?, ?, ?) "
                 "ON CONFLICT (hash) DO UPDATE SET until = max(until, excluded.until), alias = excluded.alias, "
                 "opened = opened + excluded.opened")};
    SQLite::Statement find_kept_{prepared("SELECT opened, silenced FROM kept WHERE hash = ? AND until > ?")};
    SQLite::Statement silence_{
        prepared("UPDATE kept SET silenced = 1, until = max(until, ?) WHERE alias = ?")};
    SQLite::Statement unsilence_{prepared("UPDATE kept SET silenced = 0 WHERE alias = ?")};
    SQLite::Statement copy_{prepared("VACUUM INTO ?")};
    SQLite::Statement add_route_{
        prepared("INSERT INTO route (token, alias, expires) VALUES (?, ?, ?) "
                 "ON CONFLICT (token) DO UPDATE SET expires = excluded.expires")};
    SQLite::Statement follow_{prepared("SELECT alias FROM route WHERE token = ? AND expires > ?")};
    SQLite::Statement old_routes_{prepared("DELETE FROM route WHERE expires <= ?")};
    SQLite::Statement old_kept_{prepared("DELETE FROM kept WHERE until <= ?")};
    SQLite::Statement old_days_{prepared("DELETE FROM day_key WHERE day NOT IN (SELECT day FROM kept)")};
    SQLite::Statement count_{prepared("SELECT count(*) FROM address")};
};

}  // namespace

result<std::unique_ptr<vault>> vault::open(std::string const& file, seal::key key, random_fn random, std::string& why) {
    auto opened = vault_file::open(file, why);
    if (!opened) return opened.error();
    try {
        auto made = std::make_unique<sealed_vault>(std::move(*opened), key, std::move(random));
        if (auto const fits = made->check_key(); !fits) {
            why = file +
                  (fits.error() == errc::unauthentic ? ": the key does not fit this vault" : ": cannot be written");
            return errc::broken;
        }
        return std::unique_ptr<vault>(std::move(made));
    } catch (SQLite::Exception const& e) {
        why = file + ": " + e.getErrorStr();
        return errc::broken;
    }
}

}  // namespace earshot
