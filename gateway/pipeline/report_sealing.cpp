// SPDX-License-Identifier: Apache-2.0
#include "gateway/pipeline/report_sealing.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <string_view>

namespace earshot {
namespace {

namespace json = boost::json;

constexpr std::size_t page = 500;

// What operators marked as missed, covered in words that were there before. Exact, but for the case of ASCII letters; as
// long as it was, so that the places of other covers still fit.
void cover_marked(std::string& text, std::vector<std::string> const& marked) {
    auto const same = [](char a, char b) {
        auto const low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return low(a) == low(b);
    };
    for (auto const& secret : marked) {
        if (secret.empty()) continue;
        for (auto at = text.begin();;) {
            at = std::search(at, text.end(), secret.begin(), secret.end(), same);
            if (at == text.end()) break;
            at = std::fill_n(at, secret.size(), '*');
        }
    }
}

// The record's members that hold a person's words.
bool holds_words(std::string_view member) {
    return member == "narrative" || member == "text" || member == "targeted_group_text";
}

void cover_marked(json::value& v, std::vector<std::string> const& marked) {
    if (auto* list = v.if_array()) {
        for (auto& one : *list) cover_marked(one, marked);
    } else if (auto* members = v.if_object()) {
        for (auto& [name, value] : *members) {
            auto* words = holds_words(name) ? value.if_string() : nullptr;
            if (!words) {
                cover_marked(value, marked);
                continue;
            }
            std::string text(*words);
            cover_marked(text, marked);
            *words = text;
        }
    }
}

void cover_marked_in_record(std::string& record, std::vector<std::string> const& marked) {
    if (marked.empty()) return;
    boost::system::error_code failed;
    auto v = json::parse(record, failed);
    if (failed) return;
    cover_marked(v, marked);
    record = json::serialize(v);
}

sealed::placed_text placed(open_conversation const& c, storage::message_row const& row) {
    sealed::placed_text out{row.seq, row.author, row.at, {}};
    if (auto text = sealed::open_text(c.key, c.row.who, row.seq, row.sealed_text)) {
        out.text = std::move(*text);
        if (out.text.at != instant{}) out.at = out.text.at;
    } else out.text.note = "this message did not open when the report was sealed";
    return out;
}

bool to_the_reporter(std::string const& author) {
    return author == "gateway" || author == "operator";
}

}  // namespace

std::vector<sealed::placed_text> report_sealing::whole_thread(
    open_conversation const& c,
    storage::step_commit const& commit
) const {
    std::vector<sealed::placed_text> out;
    if (c.row.id.value != 0) {
        for (message_seq after{};;) {
            auto const rows = store_.thread(c.row.id, after, page);
            for (auto const& row : rows)
                if (!row.for_helpline) out.push_back(placed(c, row));
            if (rows.size() < page) break;
            after = rows.back().seq;
        }
    }
    for (auto const& row : commit.messages)
        if (!row.for_helpline) out.push_back(placed(c, row));
    return out;
}

// The reporter's own page shows what was said to them in this step, and the code, when its line breaks or it is loaded
// anew. Everything older is not shown again.
void report_sealing::keep_copies(
    open_conversation const& c,
    storage::step_commit& commit,
    std::vector<sealed::placed_text> const& thread
) const {
    if (c.state.how != medium::chat) return;
    auto const first_of_step = commit.messages.empty() ? message_seq{c.row.last_seq.value + 1} : commit.messages.front().seq;
    for (auto const& m : thread) {
        if (!to_the_reporter(m.author) || (m.seq < first_of_step && m.text.for_reporter.empty())) continue;
        storage::message_row copy;
        copy.seq = m.seq;
        copy.author = m.author;
        copy.at = m.at;
        copy.reporter_copy = sealed::close_copy(c.key, c.row.who, m.seq, m.text, random_);
        commit.copies.push_back(std::move(copy));
    }
}

void report_sealing::seal(open_conversation& c, storage::step_commit& commit, seal::helpline const& to) const {
    auto row = commit.opened_case;
    if (!row) row = store_.find_case(*c.row.filed_as);
    // Withdrawn meanwhile: there is nothing left to seal.
    if (!row || row->for_helpline || row->sealed_record.empty()) return;
    auto record = sealed::open_record(c.key, row->id, row->sealed_record);
    auto triage = sealed::open_triage(c.key, row->id, row->sealed_triage);
    if (!record || !triage) {
        // It never opens again: it stays as it is, and the Desk says so. What comes from now on goes to the helpline.
        c.row.is = storage::conversation_row::report::sealed;
        return;
    }
    auto thread = whole_thread(c, commit);
    for (auto& m : thread) {
        cover_marked(m.text.text, c.knows.deny);
        cover_marked(m.text.aside, c.knows.deny);
    }
    cover_marked_in_record(*record, c.knows.deny);
    auto jwe = sealed::close_report(to, row->id, *record, *triage, thread);
    wipe(*record);
    if (!jwe) throw boost::system::system_error(jwe.error(), "sealing to the helpline");
    row->sealed_record = std::move(*jwe);
    row->sealed_triage.clear();
    row->for_helpline = true;
    commit.opened_case = std::move(row);
    commit.report_sealed = true;

    // Everything that the old key opened is gone with it.
    c.key = sealed::conversation_key::make(random_);
    c.row.wrapped_key = sealed::conversation_key::wrap(keys_, c.row.who, c.key, random_);
    keep_copies(c, commit, thread);
    for (auto& m : commit.messages) {
        if (m.for_helpline) continue;
        m.sealed_text.clear();
        m.for_helpline = true;
    }
    c.state = flow::sealed_away(*c.flow, std::move(c.state));
    c.knows = c.knows.without_names();
    c.row.is = storage::conversation_row::report::sealed;
}

// A file is of no use to the daemon once it is kept: it leaves as soon as there is a case that it belongs to.
void report_sealing::pass_files_on(open_conversation& c, storage::step_commit& commit) const {
    auto const here = c.state.memo.find(files_under_own_key);
    auto const to = helpline_();
    if (here == c.state.memo.end() || !c.row.filed_as || !to) return;
    auto const pass_on = [&](storage::file_row& f) {
        auto file = sealed::open_file(c.key, c.row.who, f.number, f.sealed_bytes);
        if (!file) return false;
        if (file->media == file_media::text) cover_marked(file->bytes, c.knows.deny);
        auto jwe = sealed::close_file(*to, *c.row.filed_as, *file);
        wipe(file->bytes);
        if (!jwe) throw boost::system::system_error(jwe.error(), "sealing to the helpline");
        f.sealed_bytes = std::move(*jwe);
        return f.for_helpline = true;
    };
    for (auto& f : commit.files)
        if (!f.for_helpline) pass_on(f);
    if (c.row.id.value != 0)
        for (auto const number : store_.file_numbers(c.row.id)) {
            auto f = store_.file(c.row.id, number);
            if (f && !f->for_helpline && pass_on(*f)) commit.files.push_back(std::move(*f));
        }
    c.state.memo.erase(here);
}

void report_sealing::end_of_step(open_conversation& c, storage::step_commit& commit, bool end_it) const {
    using report = storage::conversation_row::report;
    pass_files_on(c, commit);
    if (c.row.is == report::sealed) {
        c.state = flow::sealed_away(*c.flow, std::move(c.state));
        c.knows = c.knows.without_names();
        return;
    }
    if (!c.row.filed_as) return;
    bool const over = end_it || flow::report_is_over(c.state);
    if (auto const to = over ? helpline_() : nullptr) return seal(c, commit, *to);
    c.row.is = over ? report::over : report::in_progress;
}

}  // namespace earshot
