// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/backlog.hpp"

#include "gateway/sealed/forms.hpp"

#include <map>
#include <optional>
#include <utility>

namespace earshot {
namespace {

constexpr std::size_t most = 200;

instant written_at(sealed::thread_text const& text, storage::message_row const& row) {
    return text.at == instant{} ? row.at : text.at;
}

// Of a sealed report only copies of the newest words to the reporter are left. What they wrote themselves shows as a
// message without words: one for each turn that an answer to it follows, or that is the last.
std::vector<backlog_item> copies_of(
    storage::store& store,
    seal::key const& key,
    storage::conversation_row const& row,
    message_seq after
) {
    std::map<message_seq, blob> copies;
    for (auto& c : store.reporter_copies(row.id, after, most)) copies.emplace(c.seq, std::move(c.reporter_copy));
    std::vector<backlog_item> out;
    std::optional<backlog_item> theirs;
    for (;;) {
        auto const rows = store.thread(row.id, after, most);
        for (auto const& message : rows) {
            if (message.author == "reporter") theirs = backlog_item{message.seq, true, {}, {}, false, false, message.at};
            auto const copy = copies.find(message.seq);
            auto text = copy == copies.end() ? result<sealed::thread_text>(make_error_code(errc::not_found))
                                             : sealed::open_copy(key, row.who, message.seq, copy->second);
            if (!text) continue;
            if (theirs) out.push_back(*std::exchange(theirs, std::nullopt));
            auto& words = text->for_reporter.empty() ? text->text : text->for_reporter;
            out.push_back({message.seq, false, std::move(words), std::move(text->choices), text->several,
                           message.author == "operator", written_at(*text, message), std::move(text->text_id)});
        }
        if (rows.size() < most || out.size() >= most) break;
        after = rows.back().seq;
    }
    if (theirs) out.push_back(*theirs);
    return out;
}

}  // namespace

std::vector<backlog_item> read_backlog(storage::store& store, seal::keyring const& keys, alias who, message_seq after) {
    std::vector<backlog_item> out;
    auto const row = store.conversation_of(who);
    if (!row || row->wrapped_key.empty()) return out;
    auto const key = sealed::conversation_key::unwrap(keys, who, row->wrapped_key);
    if (!key) return out;
    if (row->is == storage::conversation_row::report::sealed) return copies_of(store, *key, *row, after);
    for (auto const& message : store.thread(row->id, after, most)) {
        bool const theirs = message.author == "reporter";
        if (!theirs && message.author != "gateway" && message.author != "operator") continue;
        auto text = sealed::open_text(*key, who, message.seq, message.sealed_text);
        if (!text) continue;
        auto& words = text->for_reporter.empty() ? text->text : text->for_reporter;
        // A file alone shows by the name that we gave it.
        if (words.empty())
            for (auto const& f : text->files) words += (words.empty() ? "" : ", ") + f.name;
        out.push_back({message.seq, theirs, std::move(words), std::move(text->choices), text->several,
                       message.author == "operator", written_at(*text, message), std::move(text->text_id)});
    }
    return out;
}

}  // namespace earshot
