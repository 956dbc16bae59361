// SPDX-License-Identifier: Apache-2.0
// What somebody reads who has taken files and keys: opens everything that the given keys open, with the gateway's own
// libraries, and prints it.
//   open_files vault VAULT_FILE VAULT_KEY               each address that opens, one a line
//   open_files master DATABASE MASTER_KEY               every state, message, record, journal row and outbox row
//   open_files code MASTER_KEY CODE                     the quick and the slow hash of a code, in hex, one a line
#include "gateway/seal/code_tags.hpp"
#include "gateway/seal/keyring.hpp"
#include "gateway/seal/key_file.hpp"
#include "gateway/sealed/forms.hpp"
#include "gateway/vault/vault.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <iostream>

namespace {

using namespace earshot;

blob blob_of(SQLite::Column const& column) {
    auto const* bytes = static_cast<std::uint8_t const*>(column.getBlob());
    return {bytes, bytes + column.getBytes()};
}

template <class Id>
Id id_of(SQLite::Column const& column) {
    Id id;
    auto const bytes = blob_of(column);
    std::copy_n(bytes.begin(), std::min(bytes.size(), id.value.size()), id.value.begin());
    return id;
}

std::optional<seal::key_file> key_in(char const* file) {
    std::string why;
    auto key = seal::key_file::open(file, {}, why);
    if (key) return std::move(*key);
    std::cerr << why << '\n';
    return std::nullopt;
}

int read_vault(char const* file, char const* key_file) {
    auto key = key_in(key_file);
    if (!key) return 2;
    std::vector<alias> all;
    {
        SQLite::Database db(file, SQLite::OPEN_READWRITE);
        SQLite::Statement q(db, "SELECT alias FROM address");
        while (q.executeStep()) all.push_back(id_of<alias>(q.getColumn(0)));
    }
    std::string why;
    auto const vault = vault::open(file, seal::key::from_bytes(key->current().bytes()).value(), seal::system_random(), why);
    if (!vault) {
        std::cerr << why << '\n';
        return 3;
    }
    for (auto const& a : all)
        if (auto const to = (*vault)->reveal(a)) std::cout << to->reveal() << '\n';
    return 0;
}

void print(sealed::thread_text const& t) {
    std::cout << t.text << '\n' << t.for_reporter << '\n' << t.aside << '\n' << t.note << '\n';
}

// Returns how many of its blobs opened.
std::size_t read_conversation(SQLite::Database& db, SQLite::Statement& row, seal::keyring const& keys) {
    auto const who = id_of<alias>(row.getColumn(1));
    auto const key = sealed::conversation_key::unwrap(keys, who, blob_of(row.getColumn(2)));
    if (!key) return 0;
    std::size_t opened = 0;
    if (auto const state = sealed::open_state(*key, who, blob_of(row.getColumn(3)))) {
        std::cout << state->conversation_json << '\n' << state->knowledge_json << '\n';
        ++opened;
    }
    SQLite::Statement messages(db, "SELECT seq, text_sealed FROM message WHERE conversation = ?");
    messages.bind(1, row.getColumn(0).getInt64());
    while (messages.executeStep())
        if (auto const text = sealed::open_text(*key, who, message_seq{messages.getColumn(0).getInt64()},
                                                blob_of(messages.getColumn(1)))) {
            print(*text);
            ++opened;
        }
    SQLite::Statement copies(db, "SELECT seq, text_sealed FROM reporter_copy WHERE conversation = ?");
    copies.bind(1, row.getColumn(0).getInt64());
    while (copies.executeStep())
        if (auto const text = sealed::open_copy(*key, who, message_seq{copies.getColumn(0).getInt64()},
                                                blob_of(copies.getColumn(1)))) {
            print(*text);
            ++opened;
        }
    SQLite::Statement cases(db, "SELECT id, record_sealed, triage_sealed FROM cases WHERE conversation = ?");
    cases.bind(1, row.getColumn(0).getInt64());
    while (cases.executeStep()) {
        auto const id = id_of<case_id>(cases.getColumn(0));
        for (auto const& text : {sealed::open_record(*key, id, blob_of(cases.getColumn(1))),
                                 sealed::open_triage(*key, id, blob_of(cases.getColumn(2)))})
            if (text) {
                std::cout << *text << '\n';
                ++opened;
            }
    }
    return opened;
}

int read_database(char const* file, char const* key_file) {
    auto const master = key_in(key_file);
    if (!master) return 2;
    auto const ring = master->ring();
    auto const& keys = *ring;
    auto const now = keys.current();
    SQLite::Database db(file, SQLite::OPEN_READWRITE);
    std::size_t opened = 0;
    SQLite::Statement conversations(db, "SELECT id, alias, wrapped_key, state_sealed FROM conversation");
    while (conversations.executeStep()) opened += read_conversation(db, conversations, keys);
    for (auto const* table : {"journal", "held"}) {
        SQLite::Statement rows(db, std::string("SELECT dedupe, body_sealed, sender_sealed FROM ") + table);
        while (rows.executeStep()) {
            if (auto const words = sealed::open_journal_body(keys, id_of<dedupe_tag>(rows.getColumn(0)), blob_of(rows.getColumn(1)))) {
                std::cout << "journal: " << words->reveal() << '\n';
                ++opened;
            }
            // The sender of what waits is under the vault's key: none of these may open it.
            for (auto const* key : {&now->journal, &now->outbox, &now->conversations, &keys.records, &master->current()})
                if (auto const sender = seal::open(*key, blob_of(rows.getColumn(2)), "")) std::cout << *sender << '\n';
        }
    }
    SQLite::Statement parcels(db, "SELECT alias, seq, body_sealed FROM outbox WHERE length(body_sealed) > 0");
    while (parcels.executeStep())
        if (auto const p = sealed::open_parcel(keys, id_of<alias>(parcels.getColumn(0)),
                                               message_seq{parcels.getColumn(1).getInt64()}, blob_of(parcels.getColumn(2)))) {
            std::cout << p->text << '\n';
            ++opened;
        }
    std::cerr << opened << " blobs opened\n";
    return 0;
}

template <class Tag>
void print_hex(Tag const& tag) {
    std::cout << opaque_id<struct printed_tag>{tag.value}.str() << '\n';
}

int hash_code(char const* key_file, char const* code) {
    auto const master = key_in(key_file);
    if (!master) return 2;
    auto const ring = master->ring();
    auto const quick = seal::quick_tag_of_code(*ring, code);
    print_hex(quick);
    print_hex(seal::slow_tag_of_code(*ring, quick));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    seal::initialise();
    std::string const what = argc == 4 ? argv[1] : "";
    if (what == "vault") return read_vault(argv[2], argv[3]);
    if (what == "master") return read_database(argv[2], argv[3]);
    if (what == "code") return hash_code(argv[2], argv[3]);
    std::cerr << "usage: open_files vault|master FILE KEY, or code KEY CODE\n";
    return 2;
}
