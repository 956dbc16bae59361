// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/opened_cases.hpp"

#include "gateway/flow/flow.hpp"
#include "gateway/record/record.hpp"
#include "gateway/sealed/forms.hpp"

namespace earshot {

result<opened_cases::opened> opened_cases::key_of(storage::case_row const& which) {
    auto row = store_.conversation(which.conversation);
    if (!row || row->wrapped_key.empty()) return make_error_code(errc::not_found);
    auto key = sealed::conversation_key::unwrap(keys_, row->who, row->wrapped_key);
    if (!key) return make_error_code(errc::unauthentic);
    return opened{std::move(*row), std::move(*key)};
}

result<desk::opened_case> opened_cases::open(storage::case_row const& which) {
    auto with = key_of(which);
    if (!with) return with.error();
    auto const kept = sealed::open_state(with->key, with->row.who, with->row.sealed_state);
    auto const c = kept ? flow::from_json(kept->conversation_json) : result<conversation>(kept.error());
    if (!c) return make_error_code(errc::unauthentic);
    desk::opened_case out;
    out.consent_json = record::consent_json(*c, rounding_);
    if (which.for_helpline) {
        out.sealed_report.assign(which.sealed_record.begin(), which.sealed_record.end());
        return out;
    }
    auto record = sealed::open_record(with->key, which.id, which.sealed_record);
    auto triage = sealed::open_triage(with->key, which.id, which.sealed_triage);
    if (!record || !triage) return make_error_code(errc::unauthentic);
    out.record_json = std::move(*record);
    out.triage_json = std::move(*triage);
    return out;
}

result<desk::conversation_state> opened_cases::state(storage::case_row const& which) {
    auto with = key_of(which);
    if (!with) return with.error();
    auto kept = sealed::open_state(with->key, with->row.who, with->row.sealed_state);
    if (!kept) return make_error_code(errc::unauthentic);
    auto c = flow::from_json(kept->conversation_json);
    if (!c) return make_error_code(errc::unauthentic);
    auto const memo = [&](char const* name) {
        auto const it = c->memo.find(name);
        return it == c->memo.end() ? std::string() : it->second;
    };
    desk::conversation_state out;
    out.phase = c->phase;
    out.question = c->question;
    out.how = c->how;
    out.locale = c->locale;
    out.contact_agreed = c->contact_agreed;
    out.code_given = c->code_given;
    out.questions = c->asked;
    // The flow holds an operator's first words until the person says that it is a good time, and knows when they said no.
    out.waiting_words = !memo("held").empty();
    out.contact_refused = memo("c1") == "no";
    out.muted = !memo(muted_memo).empty();
    return out;
}

result<std::vector<desk::thread_item>> opened_cases::thread(
    storage::case_row const& which,
    message_seq after,
    std::size_t limit
) {
    auto with = key_of(which);
    if (!with) return with.error();
    std::vector<desk::thread_item> out;
    for (auto const& message : store_.thread(which.conversation, after, limit)) {
        desk::thread_item item;
        item.seq = message.seq;
        item.author = message.author;
        item.at = message.at;
        item.state = message.state;
        item.by = message.by;
        if (message.for_helpline) {
            item.in_report = message.sealed_text.empty();
            item.sealed.assign(message.sealed_text.begin(), message.sealed_text.end());
        } else if (auto text = sealed::open_text(with->key, with->row.who, message.seq, message.sealed_text)) {
            if (text->at != instant{}) item.at = text->at;
            item.text = std::move(text->text);
            item.text_id = std::move(text->text_id);
            item.choices = std::move(text->choices);
            item.several = text->several;
            item.covers = std::move(text->covers);
            item.note = std::move(text->note);
            item.aside = std::move(text->aside);
            for (auto& f : text->files) item.files.push_back({f.number, std::move(f.name), media_type(f.media)});
        } else {
            item.readable = false;
        }
        out.push_back(std::move(item));
    }
    return out;
}

result<desk::opened_file> opened_cases::file(storage::case_row const& which, int number) {
    auto with = key_of(which);
    if (!with) return with.error();
    auto const row = store_.file(which.conversation, number);
    if (!row) return make_error_code(errc::not_found);
    if (row->for_helpline)
        return desk::opened_file{"application/jose+json", std::string(row->sealed_bytes.begin(), row->sealed_bytes.end()), true};
    auto file = sealed::open_file(with->key, with->row.who, number, row->sealed_bytes);
    if (!file) return make_error_code(errc::unauthentic);
    return desk::opened_file{media_type(file->media), std::move(file->bytes), false};
}

namespace {

result<desk::act_receipt> journal_act(
    storage::store& store,
    seal::keyring const& keys,
    random_fn const& random,
    conversation_id about,
    sealed::desk_act const& act,
    std::string const& dedupe,
    instant now
) {
    storage::journal_entry entry;
    entry.from = storage::journal_entry::origin::desk;
    entry.channel = "desk";
    entry.conversation = about;
    entry.dedupe = {seal::tag(keys.dedupe, {"in", "desk", dedupe})};
    auto plain = sealed::to_json(act);
    entry.sealed_body = sealed::close_journal_body(keys, entry.dedupe, plain, random);
    wipe(plain);
    entry.received = now;
    auto taken = store.accept(std::move(entry));
    if (!taken) return taken.error();
    return desk::act_receipt{taken->repeated};
}

}  // namespace

result<message_seq> opened_cases::add_note(
    storage::case_row const& which,
    operator_id by,
    std::string text,
    instant at
) {
    std::array<std::uint8_t, 16> once{};
    random_(once);
    sealed::desk_act const act{sealed::desk_act::kind::note, by, std::move(text)};
    auto const taken = journal_act(store_, keys_, random_, which.conversation, act,
                                   "note:" + opaque_id<struct once_tag>{once}.str(), at);
    if (!taken) return taken.error();
    return message_seq{};
}

result<desk::act_receipt> journalled_acts::write(
    conversation_id about,
    operator_id by,
    std::string text,
    std::string dedupe
) {
    sealed::desk_act const act{sealed::desk_act::kind::write, by, std::move(text)};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::ask(
    conversation_id about,
    operator_id by,
    std::string question,
    std::string dedupe
) {
    sealed::desk_act const act{sealed::desk_act::kind::ask, by, std::move(question)};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::mask(
    conversation_id about,
    operator_id by,
    std::string text,
    std::string dedupe
) {
    sealed::desk_act const act{sealed::desk_act::kind::mask, by, std::move(text)};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::hand_back(conversation_id about, operator_id by, std::string dedupe) {
    sealed::desk_act const act{sealed::desk_act::kind::hand_back, by, {}};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::tell_opened(conversation_id about, operator_id by, std::string reason,
                                                       std::string dedupe) {
    sealed::desk_act const act{sealed::desk_act::kind::address_opened, by, std::move(reason)};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::erase(conversation_id about, operator_id by, std::string dedupe) {
    sealed::desk_act const act{sealed::desk_act::kind::erase, by, {}};
    return journal_act(store_, keys_, random_, about, act, dedupe, now_());
}

result<desk::act_receipt> journalled_acts::end(storage::conversation_row const& as_read) {
    auto const version = std::to_string(as_read.version);
    sealed::desk_act const act{sealed::desk_act::kind::end, {}, version};
    // The same key every time: a round that comes before the pipeline got there asks for the same act.
    return journal_act(store_, keys_, random_, as_read.id, act, "end:" + std::to_string(as_read.id.value) + ":" + version, now_());
}

result<desk::act_receipt> journalled_acts::erase_for_reporter(conversation_id about, std::string receipt) {
    auto const once = "code:erase:" + receipt;
    sealed::desk_act const act{sealed::desk_act::kind::erase, {}, std::move(receipt)};
    return journal_act(store_, keys_, random_, about, act, once, now_());
}

result<void> journalled_acts::silence(conversation_id about, std::optional<instant> until) {
    auto const row = store_.conversation(about);
    if (!row) return make_error_code(errc::not_found);
    return addresses_.silence(row->who, until);
}

}  // namespace earshot
