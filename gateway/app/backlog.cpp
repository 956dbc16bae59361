// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/backlog.hpp"

#include "gateway/sealed/forms.hpp"

namespace earshot {

std::vector<backlog_item> read_backlog(storage::store& store, seal::keyring const& keys, alias who, message_seq after) {
    std::vector<backlog_item> out;
    auto const row = store.conversation_of(who);
    if (!row || row->wrapped_key.empty()) return out;
    auto const key = sealed::conversation_key::unwrap(keys, who, row->wrapped_key);
    if (!key) return out;
    for (auto const& message : store.thread(row->id, after, 200)) {
        bool const theirs = message.author == "reporter";
        if (!theirs && message.author != "gateway" && message.author != "operator") continue;
        auto text = sealed::open_text(*key, who, message.seq, message.sealed_text);
        if (!text) continue;
        auto& words = text->for_reporter.empty() ? text->text : text->for_reporter;
        out.push_back({message.seq, theirs, std::move(words), std::move(text->choices), text->several,
                       message.author == "operator", message.at});
    }
    return out;
}

}  // namespace earshot
