// SPDX-License-Identifier: Apache-2.0
// What a thief of the data folder with the master key reads: every sealed blob of the database that its keys open, one
// line each.  open_everything DATA_DIR
#include "gateway/seal/key_file.hpp"
#include "gateway/sealed/forms.hpp"
#include "gateway/seal/seal.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

namespace {

using namespace earshot;

blob bytes(SQLite::Column const& c) {
    auto const* data = static_cast<std::uint8_t const*>(c.getBlob());
    return {data, data + c.getBytes()};
}

template <class Id>
Id id_of(SQLite::Column const& c) {
    Id id;
    auto const b = bytes(c);
    std::copy_n(b.begin(), std::min(b.size(), id.value.size()), id.value.begin());
    return id;
}

void tell(char const* what, std::string const& text) {
    std::string line;
    for (char c : text) line += c == '\n' ? ' ' : c;
    std::printf("opened %s: %s\n", what, line.c_str());
}

void open_conversation(SQLite::Database& db, seal::keyring const& keys, std::int64_t number, alias who, blob const& wrapped,
                       blob const& state) {
    auto const key = sealed::conversation_key::unwrap(keys, who, wrapped);
    if (!key) return;
    if (auto const kept = sealed::open_state(*key, who, state)) tell("state", kept->conversation_json + kept->knowledge_json);
    SQLite::Statement messages(db, "SELECT seq, text_sealed FROM message WHERE conversation = ?");
    messages.bind(1, number);
    while (messages.executeStep())
        if (auto const text = sealed::open_text(*key, who, {messages.getColumn(0).getInt64()}, bytes(messages.getColumn(1))))
            tell("message", text->text + " " + text->note + " " + text->aside);
    SQLite::Statement copies(db, "SELECT seq, text_sealed FROM reporter_copy WHERE conversation = ?");
    copies.bind(1, number);
    while (copies.executeStep())
        if (auto const text = sealed::open_copy(*key, who, {copies.getColumn(0).getInt64()}, bytes(copies.getColumn(1))))
            tell("copy", text->text + " " + text->for_reporter);
    SQLite::Statement cases(db, "SELECT id, record_sealed, triage_sealed FROM cases WHERE conversation = ?");
    cases.bind(1, number);
    while (cases.executeStep()) {
        auto const id = id_of<case_id>(cases.getColumn(0));
        if (auto const record = sealed::open_record(*key, id, bytes(cases.getColumn(1)))) tell("record", *record);
        if (auto const triage = sealed::open_triage(*key, id, bytes(cases.getColumn(2)))) tell("triage", *triage);
    }
}

void open_all(std::string const& folder) {
    seal::initialise();
    std::string why;
    auto const master = seal::key_file::open(folder + "/master.key", {}, why);
    if (!master) throw std::runtime_error(why);
    auto const ring = master->ring();
    auto const& keys = *ring;
    SQLite::Database db(folder + "/earshot.db");
    SQLite::Statement all(db, "SELECT id, alias, wrapped_key, state_sealed FROM conversation");
    while (all.executeStep())
        open_conversation(db, keys, all.getColumn(0).getInt64(), id_of<alias>(all.getColumn(1)), bytes(all.getColumn(2)),
                          bytes(all.getColumn(3)));
    for (auto const* table : {"journal", "held"}) {
        SQLite::Statement rows(db, std::string("SELECT dedupe, body_sealed FROM ") + table);
        while (rows.executeStep())
            if (auto const text = sealed::open_journal_body(keys, id_of<dedupe_tag>(rows.getColumn(0)), bytes(rows.getColumn(1))))
                tell(table, std::string(text->reveal()));
    }
    SQLite::Statement outbox(db, "SELECT alias, seq, body_sealed FROM outbox");
    while (outbox.executeStep())
        if (auto const parcel = sealed::open_parcel(keys, id_of<alias>(outbox.getColumn(0)), {outbox.getColumn(1).getInt64()},
                                                    bytes(outbox.getColumn(2))))
            tell("outbox", parcel->text);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc != 2) throw std::runtime_error("usage: open_everything DATA_DIR");
        open_all(argv[1]);
    } catch (std::exception const& e) {
        std::fprintf(stderr, "open_everything: %s\n", e.what());
        return 1;
    }
    return 0;
}
