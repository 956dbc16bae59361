// SPDX-License-Identifier: Apache-2.0
#include "gateway/sealed/forms.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace earshot::sealed {
namespace {

namespace json = boost::json;

template <class Tag>
std::string hex(keyed_tag<Tag> const& tag) {
    return opaque_id<Tag>{tag.value}.str();
}

template <class Tag>
std::optional<keyed_tag<Tag>> tag_from(std::string_view text) {
    auto const id = opaque_id<Tag>::parse(text);
    if (!id) return std::nullopt;
    return keyed_tag<Tag>{id->value};
}

result<json::object> parse(std::string_view text) {
    boost::system::error_code ec;
    auto value = json::parse(text, ec);
    if (ec || !value.is_object()) return make_error_code(errc::malformed);
    return std::move(value.as_object());
}

std::string text_of(json::object const& o, std::string_view name) {
    auto const* v = o.if_contains(name);
    return v && v->is_string() ? std::string(v->as_string()) : std::string();
}

std::int64_t number_of(json::object const& o, std::string_view name) {
    auto const* v = o.if_contains(name);
    return v && v->is_int64() ? v->as_int64() : 0;
}

bool flag_of(json::object const& o, std::string_view name) {
    auto const* v = o.if_contains(name);
    return v && v->is_bool() && v->as_bool();
}

json::array write_choices(std::vector<choice> const& choices) {
    json::array out;
    for (auto const& c : choices) out.push_back(json::object{{"send", c.send}, {"label", c.label}});
    return out;
}

std::vector<choice> read_choices(json::object const& o) {
    std::vector<choice> out;
    if (auto const* list = o.if_contains("choices"); list && list->is_array())
        for (auto const& v : list->as_array())
            if (v.is_object()) out.push_back({text_of(v.as_object(), "send"), text_of(v.as_object(), "label")});
    return out;
}

json::array write_covers(std::vector<covered> const& covers) {
    json::array out;
    for (auto const& c : covers)
        out.push_back(json::object{{"kind", c.kind},
                                   {"rule", c.rule},
                                   {"method", c.method},
                                   {"role", c.role},
                                   {"start", c.start},
                                   {"length", c.length},
                                   {"confidence", c.confidence}});
    return out;
}

std::vector<covered> read_covers(json::object const& o) {
    std::vector<covered> out;
    if (auto const* list = o.if_contains("covers"); list && list->is_array())
        for (auto const& v : list->as_array()) {
            if (!v.is_object()) continue;
            auto const& c = v.as_object();
            auto const* confidence = c.if_contains("confidence");
            out.push_back({text_of(c, "kind"), text_of(c, "rule"), text_of(c, "method"), text_of(c, "role"),
                           static_cast<std::size_t>(number_of(c, "start")),
                           static_cast<std::size_t>(number_of(c, "length")),
                           confidence && confidence->is_double() ? confidence->as_double() : 1.0});
        }
    return out;
}

constexpr std::size_t wrapped_size = 72;  // nonce, key, tag
constexpr char state_shape = 1;

json::array write_files(std::vector<kept_file> const& files) {
    json::array out;
    for (auto const& f : files)
        out.push_back(json::object{{"number", f.number}, {"name", f.name}, {"media", media_type(f.media)}});
    return out;
}

std::vector<kept_file> read_files(json::object const& o) {
    std::vector<kept_file> out;
    if (auto const* list = o.if_contains("files"); list && list->is_array())
        for (auto const& v : list->as_array()) {
            auto const media = v.is_object() ? media_named(text_of(v.as_object(), "media")) : std::nullopt;
            if (media)
                out.push_back({static_cast<int>(number_of(v.as_object(), "number")), text_of(v.as_object(), "name"), *media});
        }
    return out;
}

std::string journal_place(dedupe_tag dedupe) { return "journal:" + hex(dedupe); }
std::string key_place(alias who) { return "conversation-key:" + who.str(); }
std::string state_place(alias who) { return "conversation-state:" + who.str(); }
std::string text_place(alias who, message_seq seq) { return "message:" + who.str() + ":" + std::to_string(seq.value); }
std::string file_place(std::string const& whose, int number) { return "file:" + whose + ":" + std::to_string(number); }
std::string parcel_place(alias who, message_seq seq) { return "outbox:" + who.str() + ":" + std::to_string(seq.value); }

}  // namespace

std::string place::journal(dedupe_tag dedupe) { return journal_place(dedupe); }
std::string place::parcel(alias who, message_seq seq) { return parcel_place(who, seq); }

blob close_journal_body(seal::keyring const& keys, dedupe_tag dedupe, std::string_view plain, random_fn const& random) {
    return seal::close(keys.current()->journal, plain, journal_place(dedupe), random);
}

result<body> open_journal_body(seal::keyring const& keys, dedupe_tag dedupe, blob const& sealed) {
    auto plain = seal::open(keys.current()->journal, sealed, journal_place(dedupe));
    if (auto const before = plain ? nullptr : keys.previous())
        plain = seal::open(before->journal, sealed, journal_place(dedupe));
    if (!plain) return plain.error();
    return body(std::move(*plain));
}

std::string to_json(desk_act const& act) {
    return json::serialize(
        json::object{{"act", static_cast<int>(act.what)}, {"by", act.by.value}, {"text", act.text}});
}

result<desk_act> desk_act_from_json(std::string_view text) {
    auto o = parse(text);
    if (!o) return o.error();
    auto const kind = number_of(*o, "act");
    if (kind < 0 || kind > static_cast<int>(desk_act::kind::end)) return make_error_code(errc::malformed);
    return desk_act{static_cast<desk_act::kind>(kind), {number_of(*o, "by")}, text_of(*o, "text")};
}

std::string to_json(delivery_note const& note) {
    return json::serialize(
        json::object{{"ref", hex(note.what)}, {"state", name(note.state)}, {"opted_out", note.opted_out}});
}

result<delivery_note> delivery_note_from_json(std::string_view text) {
    auto o = parse(text);
    if (!o) return o.error();
    auto const what = tag_from<provider_tag_tag>(text_of(*o, "ref"));
    auto const state = delivery_named(text_of(*o, "state"));
    if (!what || !state) return make_error_code(errc::malformed);
    return delivery_note{*what, *state, flag_of(*o, "opted_out")};
}

bool conversation_key::is_current(seal::keyring const& keys, blob const& wrapped) {
    auto const now = keys.current();
    return wrapped.size() == wrapped_size + now->id.size() && std::equal(now->id.begin(), now->id.end(), wrapped.begin());
}

seal::key conversation_key::make(random_fn const& random) { return seal::key::generate(random); }

blob conversation_key::wrap(seal::keyring const& keys, alias who, seal::key const& inner, random_fn const& random) {
    auto const now = keys.current();
    auto const wrapped = seal::wrap(now->conversations, inner, key_place(who), random);
    blob out(now->id.begin(), now->id.end());
    out.insert(out.end(), wrapped.begin(), wrapped.end());
    return out;
}

result<seal::key> conversation_key::unwrap(seal::keyring const& keys, alias who, blob const& wrapped) {
    for (auto const& one : {keys.current(), keys.previous()}) {
        if (!one) continue;
        std::span<std::uint8_t const> rest(wrapped);
        // Wraps of the first version carry no id.
        if (wrapped.size() == wrapped_size + one->id.size()) {
            if (!std::equal(one->id.begin(), one->id.end(), wrapped.begin())) continue;
            rest = rest.subspan(one->id.size());
        }
        auto inner = seal::unwrap(one->conversations, rest, key_place(who));
        if (inner) return inner;
    }
    return make_error_code(errc::unauthentic);
}

blob close_state(seal::key const& k, alias who, kept_state const& state, random_fn const& random) {
    // Two texts behind each other, with the first one's length in front.
    std::string plain(1, state_shape);
    for (int shift = 0; shift < 32; shift += 8)
        plain += static_cast<char>(state.conversation_json.size() >> shift & 0xff);
    plain.reserve(plain.size() + state.conversation_json.size() + state.knowledge_json.size());
    plain += state.conversation_json;
    plain += state.knowledge_json;
    auto out = seal::close(k, plain, state_place(who), random);
    wipe(plain);
    return out;
}

result<kept_state> open_state(seal::key const& k, alias who, blob const& sealed) {
    auto plain = seal::open(k, sealed, state_place(who));
    if (!plain) return plain.error();
    if (plain->starts_with('{')) {  // as it was written before there was a shape to tell
        auto o = parse(*plain);
        wipe(*plain);
        if (!o) return o.error();
        return kept_state{text_of(*o, "conversation"), text_of(*o, "knowledge")};
    }
    constexpr std::size_t head = 5;
    if (plain->size() < head || plain->front() != state_shape) return make_error_code(errc::unsupported);
    std::size_t length = 0;
    for (std::size_t i = 1; i < head; ++i) length |= std::size_t{static_cast<std::uint8_t>((*plain)[i])} << 8 * (i - 1);
    if (length > plain->size() - head) return make_error_code(errc::malformed);
    kept_state kept{plain->substr(head, length), plain->substr(head + length)};
    wipe(*plain);
    return kept;
}

namespace {

json::object written(thread_text const& text) {
    json::object o{{"text", text.text}};
    if (!text.text_id.empty()) o["text_id"] = text.text_id;
    if (!text.choices.empty()) o["choices"] = write_choices(text.choices);
    if (text.several) o["several"] = true;
    if (!text.covers.empty()) o["covers"] = write_covers(text.covers);
    if (!text.note.empty()) o["note"] = text.note;
    if (!text.aside.empty()) o["aside"] = text.aside;
    if (!text.files.empty()) o["files"] = write_files(text.files);
    return o;
}

json::object written(placed_text const& message) {
    auto o = written(message.text);
    o["seq"] = message.seq.value;
    o["author"] = message.author;
    o["at"] = message.at.time_since_epoch().count();
    return o;
}

result<blob> to_helpline(seal::helpline const& to, json::object const& content, std::string const& place) {
    auto plain = seal::padded_json(json::serialize(content));
    auto jwe = to.close(plain, place, "application/json");
    wipe(plain);
    if (!jwe) return jwe.error();
    return blob(jwe->begin(), jwe->end());
}

// Our own JSON, put into another as what it is.
json::value embedded(std::string_view text) {
    boost::system::error_code failed;
    auto v = json::parse(json::string_view(text.data(), text.size()), failed);
    return failed ? json::value() : v;
}

}  // namespace

result<blob> close_report(
    seal::helpline const& to,
    case_id id,
    std::string_view record_json,
    std::string_view triage_json,
    std::vector<placed_text> const& thread
) {
    json::array messages;
    for (auto const& m : thread) messages.push_back(written(m));
    json::object const content{{"v", 1},
                               {"case", id.str()},
                               {"record", embedded(record_json)},
                               {"triage", embedded(triage_json)},
                               {"messages", std::move(messages)}};
    return to_helpline(to, content, "report:" + id.str());
}

result<blob> close_message(seal::helpline const& to, case_id id, placed_text const& message) {
    auto content = written(message);
    content["v"] = 1;
    content["case"] = id.str();
    return to_helpline(to, content, "message:" + id.str() + ":" + std::to_string(message.seq.value));
}

namespace {

std::string kept(thread_text const& text) {
    auto o = written(text);
    if (!text.for_reporter.empty()) o["for_reporter"] = text.for_reporter;
    if (text.at != instant{}) o["at"] = text.at.time_since_epoch().count();
    return json::serialize(o);
}

}  // namespace

blob close_copy(seal::key const& k, alias who, message_seq seq, thread_text const& text, random_fn const& random) {
    return seal::close(k, kept(text), "copy:" + text_place(who, seq), random);
}

blob close_text(seal::key const& k, alias who, message_seq seq, thread_text const& text, random_fn const& random) {
    return seal::close(k, kept(text), text_place(who, seq), random);
}

namespace {

result<thread_text> text_at(seal::key const& k, blob const& sealed, std::string const& place) {
    auto plain = seal::open(k, sealed, place);
    if (!plain) return plain.error();
    auto o = parse(*plain);
    if (!o) return o.error();
    auto const* at = o->if_contains("at");
    return thread_text{text_of(*o, "text"),
                       text_of(*o, "for_reporter"),
                       text_of(*o, "text_id"),
                       read_choices(*o),
                       flag_of(*o, "several"),
                       read_covers(*o),
                       text_of(*o, "note"),
                       text_of(*o, "aside"),
                       at != nullptr && at->is_int64() ? instant(std::chrono::milliseconds(at->get_int64())) : instant{},
                       read_files(*o)};
}

}  // namespace

result<thread_text> open_text(seal::key const& k, alias who, message_seq seq, blob const& sealed) {
    return text_at(k, sealed, text_place(who, seq));
}

result<thread_text> open_copy(seal::key const& k, alias who, message_seq seq, blob const& sealed) {
    return text_at(k, sealed, "copy:" + text_place(who, seq));
}

namespace {

std::string written(file_content const& file) {
    auto data = seal::base64(file.bytes);
    auto plain = seal::padded_json(json::serialize(json::object{
        {"v", 1}, {"number", file.number}, {"media", media_type(file.media)}, {"data", data}}));
    wipe(data);
    return plain;
}

}  // namespace

blob close_file(seal::key const& k, alias who, file_content const& file, random_fn const& random) {
    auto plain = written(file);
    auto out = seal::close(k, plain, file_place(who.str(), file.number), random);
    wipe(plain);
    return out;
}

result<file_content> open_file(seal::key const& k, alias who, int number, blob const& sealed) {
    auto plain = seal::open(k, sealed, file_place(who.str(), number));
    if (!plain) return plain.error();
    auto const o = parse(*plain);
    wipe(*plain);
    if (!o) return o.error();
    auto const media = media_named(text_of(*o, "media"));
    auto bytes = seal::from_base64(text_of(*o, "data"));
    if (!media || !bytes) return make_error_code(errc::malformed);
    return file_content{number, *media, std::move(*bytes)};
}

result<blob> close_file(seal::helpline const& to, case_id id, file_content const& file) {
    auto plain = written(file);
    auto jwe = to.close(plain, file_place(id.str(), file.number), "application/json");
    wipe(plain);
    if (!jwe) return jwe.error();
    return blob(jwe->begin(), jwe->end());
}

blob close_record(seal::key const& k, case_id id, std::string_view text, random_fn const& random) {
    return seal::close(k, text, "record:" + id.str(), random);
}

result<std::string> open_record(seal::key const& k, case_id id, blob const& sealed) {
    return seal::open(k, sealed, "record:" + id.str());
}

blob close_triage(seal::key const& k, case_id id, std::string_view text, random_fn const& random) {
    return seal::close(k, text, "triage:" + id.str(), random);
}

result<std::string> open_triage(seal::key const& k, case_id id, blob const& sealed) {
    return seal::open(k, sealed, "triage:" + id.str());
}

blob close_parcel(seal::keyring const& keys, alias who, message_seq seq, parcel const& p, random_fn const& random) {
    json::object o{{"text", p.text}};
    if (!p.choices.empty()) o["choices"] = write_choices(p.choices);
    if (p.several) o["several"] = true;
    if (!p.reply_token.empty()) o["reply_token"] = p.reply_token;
    if (!p.return_token.empty()) o["return_token"] = p.return_token;
    if (!p.text_id.empty()) o["text_id"] = p.text_id;
    std::string plain = json::serialize(o);
    auto out = seal::close(keys.current()->outbox, plain, parcel_place(who, seq), random);
    wipe(plain);
    return out;
}

result<parcel> open_parcel(seal::keyring const& keys, alias who, message_seq seq, blob const& sealed) {
    auto plain = seal::open(keys.current()->outbox, sealed, parcel_place(who, seq));
    if (auto const before = plain ? nullptr : keys.previous())
        plain = seal::open(before->outbox, sealed, parcel_place(who, seq));
    if (!plain) return plain.error();
    auto o = parse(*plain);
    wipe(*plain);
    if (!o) return o.error();
    return parcel{text_of(*o, "text"), read_choices(*o), flag_of(*o, "several"), text_of(*o, "reply_token"),
                  text_of(*o, "return_token"), text_of(*o, "text_id")};
}

}  // namespace earshot::sealed
