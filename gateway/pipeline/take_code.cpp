// SPDX-License-Identifier: Apache-2.0
// A message that is a code: where it leads is worked out beside the pipeline while other messages are worked in.
#include "gateway/pipeline/pipeline.hpp"

namespace earshot {

bool pipeline::code_ready(storage::journal_row const& row, reading const& read, medium how, looked_up& into) {
    if (read.what != reading::nature::personal) return true;
    auto code = flow::code_sent(how, read.text);
    if (code.empty()) return true;
    auto const quick = seal::quick_tag_of_code(p_.keys, code);
    wipe(code);
    if (auto const slow = p_.codes.answer(row.seq)) {
        into.found = p_.store.conversation_by_code(*slow);
        return true;
    }
    if (!guard_.may_try(row.sender, row.channel, p_.now())) {
        into.limited = true;
        return true;
    }
    // Just handed out, and not hardened yet.
    into.found = p_.store.conversation_by_code(quick);
    if (into.found) return true;
    if (!p_.codes.bring(row.seq, quick)) {
        room_was_full_ = true;
        return false;
    }
    guard_.begin(row.seq, row.sender, row.channel, p_.now());
    return false;
}

void pipeline::code_done(storage::journal_row const& row, bool good) {
    guard_.end(row.seq, good);
    if (p_.codes.of(row.seq) == code_room::state::ready) batch_.codes_of.push_back(row.seq);
}

}  // namespace earshot
