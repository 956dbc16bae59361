// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/routes.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cctype>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

std::string filled(std::string path, case_id id) {
    if (auto const at = path.find("{id}"); at != std::string::npos)
        path.replace(at, 4, path.starts_with("/cases") ? id.str() : "1");
    if (auto const at = path.find("{n}"); at != std::string::npos) path.replace(at, 3, "1");
    return path;
}

}  // namespace

TEST_CASE("desk: every route is for its roles and no other") {
    house h;
    std::map<std::string, user> people;
    for (auto const* role : {"operator", "supervisor", "admin"}) people[role] = h.hire(role, role);
    auto const id = h.open_case();
    for (auto const& r : desk::routes()) {
        std::string const method(r.method);
        // Ends what the others need.
        if (method == "DELETE") continue;
        auto const path = filled(std::string(r.path), id);
        CAPTURE(method, path);
        auto const nobody = h.call(method, path);
        if (r.may == desk::anybody)
            CHECK(nobody.status != 403);
        else
            CHECK(nobody.status == 401);
        for (auto const& [role, who] : people) {
            if (path == "/session" && method == "POST") continue;
            CAPTURE(role);
            // What may come in is refused for what it lacks, not for who sends it.
            auto const a = h.call(method, path, &who, method == "GET" ? "" : R"({"surely-unknown":1})");
            if (r.may == desk::anybody || (r.may & desk::role_named(role)))
                CHECK((method == "GET" ? a.status == 200 : a.status == 400));
            else
                CHECK(a.status == 403);
        }
    }
    CHECK(desk::role_named("root") == 0);
    CHECK(desk::role_named("") == 0);
}

TEST_CASE("desk: the table of routes and the published document are one") {
    auto const doc = boost::json::parse(desk::openapi_document());
    std::set<std::string> ours;
    for (auto const& r : desk::routes()) {
        std::string method(r.method);
        std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::tolower(c); });
        ours.insert(method + " " + std::string(r.path));
        auto const& operation = doc.at("paths").at(std::string_view(r.path)).at(method);
        std::string roles = "No session needed.";
        if (r.may != desk::anybody) {
            roles.clear();
            for (auto const* role : {"operator", "supervisor", "admin"})
                if (r.may & desk::role_named(role)) roles += (roles.empty() ? "Roles: " : ", ") + std::string(role);
            roles += ".";
        }
        CAPTURE(r.path, method);
        CHECK(operation.at("description").as_string() == roles);
    }
    std::set<std::string> published;
    for (auto const& [path, methods] : doc.at("paths").as_object())
        for (auto const& [method, what] : methods.as_object())
            published.insert(std::string(method) + " " + std::string(path));
    CHECK(ours == published);
}

TEST_CASE("desk: every refusal is a problem with a way on, and nothing is stored by a browser") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const id = h.open_case();
    auto const claim = "/cases/" + id.str() + "/claim";
    std::vector<std::pair<unsigned, got>> all;
    all.emplace_back(404, h.call("GET", "/nothing", &ann));
    all.emplace_back(404, h.call("GET", "/cases/0123", &ann));
    all.emplace_back(404, h.call("GET", "/cases/" + std::string(32, 'f'), &ann));
    all.emplace_back(405, h.call("PUT", claim, &ann));
    all.emplace_back(401, h.call("GET", "/cases"));
    all.emplace_back(400, h.call("GET", "/cases?limit=0", &ann));
    all.emplace_back(400, h.call("GET", "/cases?status=lost", &ann));
    all.emplace_back(400, h.call("GET", "/cases?level=worst", &ann));
    all.emplace_back(400, h.call("GET", "/cases?area=Rye%20Lane", &ann));
    all.emplace_back(400, h.call("GET", "/events?after=x", &ann));
    all.emplace_back(400, h.call("POST", claim, &ann, "{"));
    all.emplace_back(400, h.call("POST", claim, &ann, "[]"));
    all.emplace_back(400, h.call("POST", claim, &ann, "{} {}"));
    all.emplace_back(400, h.call("POST", claim, &ann, R"({"force":true})"));
    all.emplace_back(400, h.call("POST", claim, &ann, "{\"\xff\":1}"));
    auto form = h.request("POST", claim, &ann, "");
    form.body = "a=1";
    form.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    std::vector<net::http_request> one;
    one.push_back(std::move(form));
    all.emplace_back(415, h.at_once(std::move(one)).front());
    for (auto const& [status, a] : all) {
        CAPTURE(status, a.text);
        CHECK(a.status == status);
        CHECK(a.type == "application/problem+json");
        CHECK(a.body.at("status").as_int64() == status);
        CHECK(a.body.at("detail").as_string().size() > 10);
        CHECK(a.headers.at("Cache-Control") == "no-store");
        CHECK(a.text.size() % 1024 == 0);
        CHECK(a.headers.at("X-Content-Type-Options") == "nosniff");
        CHECK(a.headers.at("Content-Security-Policy").find("unsafe") == std::string::npos);
    }
    CHECK(all[3].second.headers.at("Allow") == "POST");
}

TEST_CASE("desk: at the bound of waiting requests others are told to come back") {
    desk::options how;
    how.max_waiting = 2;
    house h(how);
    auto const ann = h.hire("ann", "operator");
    std::vector<net::http_request> all;
    for (int i = 0; i < 8; ++i) all.push_back(h.request("GET", "/cases", &ann, ""));
    std::size_t busy = 0;
    for (auto const& a : h.at_once(std::move(all))) {
        if (a.status == 503) {
            ++busy;
            CHECK(a.headers.at("Retry-After") == "1");
        } else {
            CHECK(a.status == 200);
        }
    }
    CHECK(busy >= 1);
    CHECK(busy <= 6);
    CHECK(h.call("GET", "/cases", &ann).status == 200);
}

TEST_CASE("desk: counts by level need no walk through the queue, and pages end") {
    house h;
    auto const ann = h.hire("ann", "operator");
    for (int i = 0; i < 5; ++i) h.open_case({}, "immediate");
    auto const held = h.open_case({}, "standard");
    h.claim(held, ann);
    auto const stats = h.call("GET", "/stats", &ann);
    CHECK(stats.body.at("waiting") == 5);
    CHECK(stats.body.at("claimed") == 1);
    CHECK(stats.body.at("waiting_by_level").at("immediate") == 5);
    CHECK(stats.body.at("waiting_by_level").at("standard") == 0);
    auto const first = h.call("GET", "/cases?limit=4", &ann);
    CHECK(first.body.at("items").as_array().size() == 4);
    CHECK(first.body.at("next_offset") == 4);
    auto const last = h.call("GET", "/cases?limit=4&offset=4", &ann);
    CHECK(last.body.at("items").as_array().size() == 2);
    CHECK(last.body.at("next_offset").is_null());
    CHECK(last.body.at("items").at(1).at("claim").at("mine") == true);
    CHECK(h.call("GET", "/cases?status=claimed", &ann).body.at("items").as_array().size() == 1);
}

TEST_CASE("desk: pages of the console are its own, whatever the path") {
    house h;
    auto const page = [&](std::string path) {
        net::http_request r;
        r.method = "GET";
        r.path = std::move(path);
        std::vector<net::http_request> one;
        one.push_back(std::move(r));
        return h.at_once(std::move(one)).front();
    };
    CHECK(page("/").text == "<!doctype html>console");
    CHECK(page("/cases/7").text == "<!doctype html>console");
    CHECK(page("/../../etc/passwd.txt").status == 404);
    CHECK(page("/").headers.at("X-Frame-Options") == "DENY");
}

TEST_CASE("desk: administrators cannot lock everybody out") {
    house h;
    auto const root = h.hire("root", "admin");
    auto const me = "/operators/" + std::to_string(root.id.value);
    CHECK(h.call("PATCH", me, &root, R"({"disabled":true})").status == 409);
    CHECK(h.call("PATCH", me, &root, R"({"role":"operator"})").status == 409);
    auto const made = h.call("POST", "/operators", &root, R"({"login":"eve","display":"Eve","role":"admin"})");
    REQUIRE(made.status == 201);
    CHECK(made.body.at("password").as_string().size() == 23);
    CHECK(h.call("POST", "/operators", &root, R"({"login":"eve","display":"Eve","role":"admin"})").status == 409);
    CHECK(h.call("POST", "/operators", &root, R"({"login":"Eve!","display":"Eve","role":"admin"})").status == 400);

    // Both at once: one of them stays.
    auto const second = h.hire("second", "admin");
    auto eve = h.store->operator_by_login("eve").value();
    eve.disabled = true;
    REQUIRE(h.store->update_operator(eve).has_value());
    std::vector<net::http_request> all;
    all.push_back(h.request("PATCH", me, &second, R"({"disabled":true})"));
    all.push_back(h.request("PATCH", "/operators/" + std::to_string(second.id.value), &root, R"({"disabled":true})"));
    auto const answers = h.at_once(std::move(all));
    std::size_t left = 0;
    for (auto const& o : h.store->operators()) left += o.role == "admin" && !o.disabled;
    CHECK(left == 1);
    CHECK((answers[0].status == 200) != (answers[1].status == 200));
}
