// SPDX-License-Identifier: Apache-2.0
// One SQLite connection with its prepared statements, and typed binding and reading of the columns we use.
#pragma once

#include "gateway/domain/clock.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/domain/message.hpp"
#include "gateway/domain/result.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace earshot::storage {

// A statement in use; reset when it goes. Bound texts and blobs must live as long.
class statement_use {
public:
    template <class... Values>
    explicit statement_use(SQLite::Statement& s, Values const&... values) : s_(&s) {
        (put(values), ...);
    }
    statement_use(statement_use const&) = delete;
    statement_use& operator=(statement_use const&) = delete;
    ~statement_use() { s_->tryReset(); }

    int run() { return s_->exec(); }
    bool next() {
        column_ = 0;
        return s_->executeStep();
    }
    // The next columns, in order.
    template <class... Values>
    statement_use& into(Values&... values) {
        (take(values), ...);
        return *this;
    }
    template <class Value>
    Value get() {
        Value v{};
        take(v);
        return v;
    }

private:
    void put(std::int64_t v) { s_->bind(place_++, v); }
    void put(int v) { s_->bind(place_++, v); }
    void put(bool v) { s_->bind(place_++, v ? 1 : 0); }
    void put(std::string const& v) { s_->bindNoCopy(place_++, v); }
    void put(char const* v) { s_->bindNoCopy(place_++, v); }
    void put(blob const& v) { bytes(v.data(), v.size()); }
    void put(instant v) { put(std::int64_t{v.time_since_epoch().count()}); }
    void put(delivery v) { put(name(v)); }
    template <class Tag>
    void put(strong<Tag> const& v) {
        put(v.value);
    }
    template <class Tag>
    void put(opaque_id<Tag> const& v) {
        bytes(v.value.data(), v.value.size());
    }
    template <class Tag>
    void put(keyed_tag<Tag> const& v) {
        bytes(v.value.data(), v.value.size());
    }
    template <class Value>
    void put(std::optional<Value> const& v) {
        if (v)
            put(*v);
        else
            s_->bind(place_++);
    }
    void bytes(std::uint8_t const* data, std::size_t size) {
        // A null pointer would be NULL, not an empty blob.
        s_->bindNoCopy(place_++, data ? static_cast<void const*>(data) : "", static_cast<int>(size));
    }

    void take(std::int64_t& v) { v = s_->getColumn(column_++).getInt64(); }
    void take(int& v) { v = s_->getColumn(column_++).getInt(); }
    void take(bool& v) { v = s_->getColumn(column_++).getInt() != 0; }
    void take(std::string& v) { v = s_->getColumn(column_++).getString(); }
    void take(blob& v) {
        auto const column = s_->getColumn(column_++);
        auto const* data = static_cast<std::uint8_t const*>(column.getBlob());
        v.assign(data, data + column.getBytes());
    }
    void take(instant& v) { v = instant(std::chrono::milliseconds(s_->getColumn(column_++).getInt64())); }
    void take(delivery& v) { v = delivery_named(s_->getColumn(column_++).getText()).value_or(delivery::unknown); }
    template <class Tag>
    void take(strong<Tag>& v) {
        take(v.value);
    }
    template <class Tag>
    void take(opaque_id<Tag>& v) {
        fixed(v.value);
    }
    template <class Tag>
    void take(keyed_tag<Tag>& v) {
        fixed(v.value);
    }
    template <class Value>
    void take(std::optional<Value>& v) {
        if (s_->getColumn(column_).isNull()) {
            v.reset();
            ++column_;
        } else {
            take(v.emplace());
        }
    }
    void fixed(std::array<std::uint8_t, 16>& v);

    SQLite::Statement* s_;
    int place_{1};
    int column_{0};
};

class connection {
public:
    connection(std::string const& file, int flags, std::string const& vfs)
        : db_(file, flags | SQLite::OPEN_NOMUTEX, 0, vfs) {}

    SQLite::Database& db() noexcept { return db_; }

    // `sql` must be a literal: its address is the key.
    template <class... Values>
    statement_use use(char const* sql, Values const&... values) {
        return statement_use(prepared(sql), values...);
    }
    template <class... Values>
    int run(char const* sql, Values const&... values) {
        return statement_use(prepared(sql), values...).run();
    }

private:
    SQLite::Statement& prepared(char const* sql);

    SQLite::Database db_;
    std::unordered_map<char const*, SQLite::Statement> statements_;
};

// What an exception of SQLite means to us: errc::busy (disk full), errc::conflict (a constraint), or errc::broken.
errc meaning_of(SQLite::Exception const& e) noexcept;

}  // namespace earshot::storage
