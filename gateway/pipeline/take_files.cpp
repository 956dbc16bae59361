// SPDX-License-Identifier: Apache-2.0
// Files of a message: stripped by workers while other messages are worked in, then kept under our own names.
#include "gateway/pipeline/file_notes.hpp"
#include "gateway/pipeline/pipeline.hpp"

namespace earshot {

bool pipeline::files_ready(storage::journal_row const& row, reading& read, stripped& into) {
    if (read.what != reading::nature::personal || read.files.empty()) return true;
    if (!p_.files) {
        into = std::make_shared<std::vector<files::cleaned>>(read.files.size(), files::cleaned{{}, file_refusal::failed});
        return true;
    }
    if (p_.files->of(row.seq) != files::strip_room::state::ready) {
        if (!p_.files->bring(row.seq, std::move(read.files))) room_was_full_ = true;
        return false;
    }
    into = p_.files->answers(row.seq);
    batch_.files_of.push_back(row.seq);
    return true;
}

pipeline::progress pipeline::later(storage::journal_row const& row) {
    // What this person wrote after it waits with it: one conversation, one order.
    held_back_.insert(row.sender);
    if (first_later_.value == 0 || row.seq.value < first_later_.value) first_later_ = row.seq;
    return progress::later;
}

void pipeline::look_again() {
    if (first_later_.value != 0) last_ = {first_later_.value - 1};
    first_later_ = {};
    held_back_.clear();
    room_was_full_ = false;
}

unsigned pipeline::keep_files(
    open_conversation& c,
    reading const& read,
    stripped const& files,
    instant at,
    sealed::thread_text& shown,
    storage::step_commit& commit
) const {
    unsigned held = 0;
    if (!files) return held;
    auto const note = [&](std::string const& more) { shown.note += (shown.note.empty() ? "" : "; ") + more; };
    for (auto const& f : *files) {
        if (f.refused) note(file_note(*f.refused));
        for (auto const& part : f.parts) {
            auto& so_far = c.state.memo[files_so_far];
            sealed::file_content kept{(so_far.empty() ? 0 : std::stoi(so_far)) + 1, part.media, part.bytes};
            if (part.media == file_media::text) {
                auto covered = cover(c, part.bytes, read.names, at);
                if (covered.held) {
                    ++held;
                    note("a document was not kept: it may show who wrote it, and could not be covered with certainty");
                    continue;
                }
                kept.bytes = covered.text.str();
            }
            so_far = std::to_string(kept.number);
            c.state.memo[files_under_own_key] = "1";
            shown.files.push_back({kept.number, file_word(part.media) + (" " + so_far), part.media});
            storage::file_row row;
            row.number = kept.number;
            row.sealed_bytes = sealed::close_file(c.key, c.row.who, kept, p_.random);
            wipe(kept.bytes);
            commit.files.push_back(std::move(row));
        }
    }
    return held;
}

}  // namespace earshot
