// SPDX-License-Identifier: Apache-2.0
// The conversation as JSON for the store. Read strictly: a member that is not known was written by a newer build.
#include "gateway/flow/flow.hpp"
#include "gateway/flow/kept_words.hpp"

#include <boost/json.hpp>

#include <array>

namespace earshot::flow {
namespace {

namespace json = boost::json;

constexpr std::array media{"sms", "chat", "mail"};
constexpr std::array phases{"fresh", "asking", "danger", "human", "done", "stopped", "erased"};
constexpr std::array hows{"given", "skipped", "not_sure", "not_asked"};

template <class List>
std::size_t index_in(List const& list, std::string_view one) {
    for (std::size_t i = 0; i < list.size(); ++i)
        if (one == list[i]) return i;
    throw boost::system::system_error(make_error_code(errc::malformed));
}

std::int64_t ms(instant at) {
    return at.time_since_epoch().count();
}
instant at_ms(json::value const& v) {
    return instant(std::chrono::milliseconds(v.to_number<std::int64_t>()));
}

// Every step of a conversation reads and writes one: all parts of it share a piece of memory.
class shared_memory {
public:
    json::storage_ptr get() { return &all_; }

private:
    std::array<unsigned char, 16384> first_;
    json::monotonic_resource all_{first_.data(), first_.size()};
};

json::array list(std::vector<std::string> const& from, json::storage_ptr const& in) {
    return json::array(from.begin(), from.end(), in);
}

std::string text_of(json::value const& v) {
    return std::string(v.as_string());
}

std::vector<std::string> list_of(json::value const& v) {
    std::vector<std::string> out;
    for (auto const& x : v.as_array()) out.push_back(text_of(x));
    return out;
}

json::object to_object(answer const& a, json::storage_ptr const& in) {
    json::array covers(in);
    for (auto const& c : a.covers)
        covers.push_back(json::object({{"kind", c.kind},
                                       {"rule", c.rule},
                                       {"method", c.method},
                                       {"role", c.role},
                                       {"start", c.start},
                                       {"length", c.length},
                                       {"confidence", c.confidence}},
                                      in));
    return json::object({{"how", hows[static_cast<std::size_t>(a.how)]},
                         {"codes", list(a.codes, in)},
                         {"words", a.words.str()},
                         {"covers", std::move(covers)},
                         {"wording", a.wording},
                         {"at", ms(a.at)}},
                        in);
}

covered cover_of(json::object const& o) {
    covered c;
    for (auto const& [key, v] : o) {
        if (key == "kind")
            c.kind = text_of(v);
        else if (key == "rule")
            c.rule = text_of(v);
        else if (key == "method")
            c.method = text_of(v);
        else if (key == "role")
            c.role = text_of(v);
        else if (key == "start")
            c.start = v.to_number<std::size_t>();
        else if (key == "length")
            c.length = v.to_number<std::size_t>();
        else if (key == "confidence")
            c.confidence = v.to_number<double>();
        else
            throw boost::system::system_error(make_error_code(errc::unsupported));
    }
    return c;
}

answer answer_of(json::object const& o) {
    answer a;
    for (auto const& [key, v] : o) {
        if (key == "how")
            a.how = static_cast<answered>(index_in(hows, v.as_string()));
        else if (key == "codes")
            a.codes = list_of(v);
        else if (key == "words")
            a.words = read_back(text_of(v));
        else if (key == "covers")
            for (auto const& c : v.as_array()) a.covers.push_back(cover_of(c.as_object()));
        else if (key == "wording")
            a.wording = text_of(v);
        else if (key == "at")
            a.at = at_ms(v);
        else
            throw boost::system::system_error(make_error_code(errc::unsupported));
    }
    return a;
}

void read_member(conversation& c, std::string_view key, json::value const& v) {
    if (key == "flow")
        c.flow = text_of(v);
    else if (key == "flow_version")
        c.flow_version = text_of(v);
    else if (key == "locale")
        c.locale = text_of(v);
    else if (key == "how")
        c.how = static_cast<medium>(index_in(media, v.as_string()));
    else if (key == "phase")
        c.phase = static_cast<enum phase>(index_in(phases, v.as_string()));
    else if (key == "question")
        c.question = text_of(v);
    else if (key == "resume_at")
        c.resume_at = text_of(v);
    else if (key == "asked")
        c.asked = list_of(v);
    else if (key == "answers")
        for (auto const& [id, a] : v.as_object()) c.answers[std::string(id)] = answer_of(a.as_object());
    else if (key == "misses")
        c.misses = v.to_number<int>();
    else if (key == "idle_warned")
        c.idle_warned = v.as_bool();
    else if (key == "has_case")
        c.has_case = v.as_bool();
    else if (key == "contact_agreed")
        c.contact_agreed = v.as_bool();
    else if (key == "code_given")
        c.code_given = v.as_bool();
    else if (key == "alerts")
        c.alerts = list_of(v);
    else if (key == "memo")
        for (auto const& [k, x] : v.as_object()) c.memo[std::string(k)] = text_of(x);
    else if (key == "opened")
        c.opened = at_ms(v);
    else if (key == "last_heard")
        c.last_heard = at_ms(v);
    else if (key == "wake_at")
        c.wake_at = at_ms(v);
    else
        throw boost::system::system_error(make_error_code(errc::unsupported));
}

}  // namespace

std::string to_json(conversation const& c) {
    shared_memory memory;
    auto const in = memory.get();
    json::object answers(c.answers.size(), in);
    for (auto const& [id, a] : c.answers) answers.emplace(id, to_object(a, in));
    json::object memo(c.memo.size(), in);
    for (auto const& [k, v] : c.memo) memo.emplace(k, v);
    json::object o({{"flow", c.flow},
                    {"flow_version", c.flow_version},
                    {"locale", c.locale},
                    {"how", media[static_cast<std::size_t>(c.how)]},
                    {"phase", phases[static_cast<std::size_t>(c.phase)]},
                    {"question", c.question},
                    {"resume_at", c.resume_at},
                    {"asked", list(c.asked, in)},
                    {"answers", std::move(answers)},
                    {"misses", c.misses},
                    {"idle_warned", c.idle_warned},
                    {"has_case", c.has_case},
                    {"contact_agreed", c.contact_agreed},
                    {"code_given", c.code_given},
                    {"alerts", list(c.alerts, in)},
                    {"memo", std::move(memo)},
                    {"opened", ms(c.opened)},
                    {"last_heard", ms(c.last_heard)}},
                   in);
    if (c.wake_at) o["wake_at"] = ms(*c.wake_at);
    return json::serialize(o);
}

result<conversation> from_json(std::string_view text) {
    try {
        shared_memory memory;
        auto const v = json::parse(text, memory.get());
        conversation c;
        for (auto const& [key, member] : v.as_object()) read_member(c, key, member);
        return c;
    } catch (boost::system::system_error const& e) {
        // Ours, or the parser's: both mean that the bytes are not a conversation.
        if (e.code() == make_error_code(errc::unsupported)) return e.code();
        return make_error_code(errc::malformed);
    } catch (std::invalid_argument const&) {
        return make_error_code(errc::malformed);  // a member of another type
    }
}

}  // namespace earshot::flow
