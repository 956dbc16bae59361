// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/desk/desk_house.hpp"

#include "tests/support/catch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/json.hpp>
#include <unistd.h>

#include <filesystem>

namespace earshot::desk::test {
namespace {

seal::key fresh_key() {
    seal::initialise();
    return seal::key::generate(seal::system_random());
}

std::string const& password_hash() {
    static std::string const hash = seal::hash_password(right_password);
    return hash;
}

std::string fresh_folder() {
    auto name = (std::filesystem::temp_directory_path() / "desk-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    return name;
}

}  // namespace

result<opened_case> list_book::open(storage::case_row const&) {
    std::lock_guard const hold(mutex);
    if (refused != errc{}) return make_error_code(refused);
    return content;
}

result<conversation_state> list_book::state(storage::case_row const&) {
    std::lock_guard const hold(mutex);
    if (refused != errc{}) return make_error_code(refused);
    return where;
}

result<opened_file> list_book::file(storage::case_row const&, int number) {
    if (number != 1) return make_error_code(errc::not_found);
    return opened_file{"image/jpeg", "the picture", false};
}

result<std::vector<thread_item>> list_book::thread(storage::case_row const&, message_seq after, std::size_t limit) {
    std::lock_guard const hold(mutex);
    if (refused != errc{}) return make_error_code(refused);
    std::vector<thread_item> out;
    for (auto const& item : said)
        if (item.seq > after && out.size() < limit) out.push_back(item);
    return out;
}

result<message_seq> list_book::add_note(storage::case_row const&, operator_id, std::string text, instant) {
    std::lock_guard const hold(mutex);
    if (busy) return make_error_code(errc::busy);
    notes.push_back(std::move(text));
    return message_seq{};
}

result<address_door::kind> list_door::what_is_kept(conversation_id) {
    if (missing != errc{}) return make_error_code(missing);
    return kind::phone;
}

result<address_door::opened> list_door::open(conversation_id) {
    if (fails != errc{}) return make_error_code(fails);
    ++times;
    return opened{kind::phone, address("+447700900123")};
}

result<act_receipt> list_acts::take(std::string what, std::string dedupe) {
    if (before) before();
    std::lock_guard const hold(mutex);
    if (busy) return make_error_code(errc::busy);
    if (!seen_.insert(std::move(dedupe)).second) return act_receipt{true};
    done.push_back(std::move(what));
    return act_receipt{false};
}

result<act_receipt> list_acts::write(conversation_id, operator_id, std::string text, std::string dedupe) {
    return take("write " + text, std::move(dedupe));
}
result<act_receipt> list_acts::ask(conversation_id, operator_id, std::string question, std::string dedupe) {
    return take("ask " + question, std::move(dedupe));
}
result<act_receipt> list_acts::mask(conversation_id, operator_id, std::string text, std::string dedupe) {
    return take("mask " + text, std::move(dedupe));
}
result<act_receipt> list_acts::hand_back(conversation_id, operator_id, std::string dedupe) {
    return take("hand back", std::move(dedupe));
}
result<act_receipt> list_acts::tell_opened(conversation_id, operator_id, std::string reason, std::string dedupe) {
    return take("opened " + reason, std::move(dedupe));
}
result<act_receipt> list_acts::erase(conversation_id, operator_id, std::string dedupe) {
    return take("erase", std::move(dedupe));
}
result<void> list_acts::silence(conversation_id, std::optional<instant> until) {
    if (silence_fails) return make_error_code(errc::not_found);
    done.push_back(until ? "silence" : "answer again");
    return {};
}

house::house(struct options given)
    : clock(
          std::chrono::milliseconds(std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}.time_since_epoch()).count()),
      key(fresh_key()),
      how(std::move(given)),
      folder(fresh_folder()) {
    storage::sqlite_options options;
    options.file = folder + "/store.db";
    options.ballast = 0;
    std::string why;
    auto opened = storage::open_sqlite(options, [this] { return now(); }, why);
    INFO(why);
    REQUIRE(opened.has_value());
    store = std::move(*opened);
    book.where.phase = phase::human;
    book.where.questions = {"Q3", "Q7"};
    book.content.record_json =
        R"({"consent":{"record":{"state":"given"},"police_anonymous":{"state":"given","at":"2026-03-02T00:00:00Z"}}})";
    book.content.consent_json =
        R"({"record":{"state":"given"},"police_anonymous":{"state":"given","at":"2026-03-02T00:00:00Z"}})";
    book.content.triage_json =
        R"({"version":"1","score":9,"level":"high","overrides":[],"reasons":["threats"],"incomplete":false})";
    it = std::make_unique<desk>(parts{
        *store, book, acts, door, key, [this] { return now(); }, seal::system_random(), io.get_executor(),
        pool.get_executor(),
        [](std::string_view name) -> std::string_view { return name == "index.html" ? "<!doctype html>console" : ""; },
        [this] { ++keys_changed; }, how});
    it->add_routes(router);
}

house::~house() {
    it->close();
    it.reset();
    pool.join();
    io.poll();
    store.reset();
    std::filesystem::remove_all(folder);
}

user house::hire(std::string login, std::string role) {
    storage::operator_row row;
    row.login = login;
    row.display = "Name of " + login;
    row.role = std::move(role);
    row.password = password_hash();
    row.created = now();
    user out;
    out.id = store->add_operator(std::move(row)).value();
    sessions s(*store, key, seal::system_random(), how);
    auto const fresh = s.open(out.id, now()).value();
    out.cookie = fresh.cookie.substr(0, fresh.cookie.find(';'));
    out.csrf = fresh.csrf;
    return out;
}

case_id house::open_case(std::string alerts, std::string level) {
    storage::step_commit step;
    storage::conversation_row conversation;
    conversation.who.value[0] = ++cases_;
    conversation.channel = "sms";
    conversation.wrapped_key = {1};
    conversation.phase = "human";
    conversation.opened = conversation.last_heard = now();
    storage::case_row row;
    row.id.value[0] = cases_;
    row.level = std::move(level);
    row.alerts = std::move(alerts);
    row.kind = "incident";
    row.channel_kind = "sms";
    row.status = "waiting";
    row.completeness = "complete";
    row.unread = true;
    row.opened = row.updated = now();
    row.sealed_record = row.sealed_triage = {1};
    auto const id = row.id;
    conversation.filed_as = id;
    step.conversation = std::move(conversation);
    step.opened_case = std::move(row);
    step.events = {"case.opened"};
    step.event_case = id;
    auto const done = store->advance({std::move(step)});
    REQUIRE(done.has_value());
    REQUIRE(done->steps.front().has_value());
    return id;
}

void house::tell(std::string type, case_id about) {
    storage::step_commit step;
    step.events = {std::move(type)};
    step.event_case = about;
    REQUIRE(store->advance({std::move(step)}).has_value());
}

net::http_request house::request(std::string method, std::string path, user const* who, std::string body,
                                 header_list more) const {
    net::http_request r;
    r.method = std::move(method);
    auto const query = path.find('?');
    r.path = "/api/v1" + path.substr(0, query);
    if (query != std::string::npos) r.query = path.substr(query + 1);
    r.target = "/api/v1" + path;
    r.headers = std::move(more);
    r.headers.emplace_back("host", "desk.example");
    if (!body.empty()) r.headers.emplace_back("content-type", "application/json");
    r.body = std::move(body);
    if (who) {
        r.headers.emplace_back("cookie", who->cookie);
        r.headers.emplace_back("x-earshot-csrf", who->csrf);
    }
    return r;
}

std::vector<got> house::at_once(std::vector<net::http_request> all) {
    std::vector<got> out(all.size());
    std::size_t finished = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool const api = all[i].path.starts_with("/api/v1/");
        auto const handler =
            router.handlers.at((all[i].method == "HEAD" ? "GET" : all[i].method) + (api ? " /api/v1/" : " /"));
        net::asio::co_spawn(io, handler(std::move(all[i])),
                            [&out, &finished, i](std::exception_ptr e, net::http_reply reply) {
                                ++finished;
                                if (e) std::rethrow_exception(e);
                                auto& one = out[i];
                                one.status = reply.status;
                                one.type = reply.content_type;
                                one.text = reply.body;
                                for (auto const& [name, value] : reply.headers) one.headers[name] = value;
                                one.raw = std::make_shared<net::http_reply>(std::move(reply));
                            });
    }
    run_until([&] { return finished == out.size(); });
    for (auto& one : out)
        if (one.type.find("json") != std::string::npos) one.body = boost::json::parse(one.text);
    return out;
}

got house::call(std::string method, std::string path, user const* who, std::string body, header_list more) {
    std::vector<net::http_request> one;
    one.push_back(request(std::move(method), std::move(path), who, std::move(body), std::move(more)));
    return std::move(at_once(std::move(one)).front());
}

std::shared_ptr<list_stream> house::listen(got const& reply) {
    REQUIRE(reply.status == 200);
    REQUIRE(reply.raw->stream);
    auto const out = std::make_shared<list_stream>();
    net::asio::co_spawn(io, reply.raw->stream(out), [out](std::exception_ptr) { out->ended = true; });
    reply.raw->stream = nullptr;
    return out;
}

void house::run_until(std::function<bool()> const& until) {
    auto const patience = std::chrono::steady_clock::now() + 30s;
    while (!until() && std::chrono::steady_clock::now() < patience) io.run_one_for(100ms);
    REQUIRE(until());
}

std::int64_t house::claim(case_id id, user const& who) {
    auto const a = call("POST", "/cases/" + id.str() + "/claim", &who);
    REQUIRE(a.status == 200);
    return a.body.at("lease_number").as_int64();
}

std::string lease_body(std::int64_t number, std::string more) {
    return "{\"lease_number\":" + std::to_string(number) + (more.empty() ? "" : "," + more) + "}";
}

}  // namespace earshot::desk::test
