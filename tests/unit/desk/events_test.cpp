// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/desk/desk_house.hpp"

#include <boost/json.hpp>

#include <thread>

using namespace earshot;
using namespace earshot::desk::test;

namespace {

bool has(std::shared_ptr<list_stream> const& s, std::string const& part) {
    return s->text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("desk: a stream tells what changes, and a browser that was away gets all it missed") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const id = h.open_case();
    auto const first = h.listen(h.call("GET", "/events", &ann));
    h.run_until([&] { return has(first, "event: hello"); });
    CHECK_FALSE(has(first, "case.opened"));  // what was before is not told again
    h.tell("message.in", id);
    h.run_until([&] { return has(first, "event: message.in"); });
    CHECK(has(first, "\"case\":\"" + id.str() + "\""));
    CHECK(has(first, "id: 2\nevent: message.in"));
    first->gone = true;

    h.tell("case.updated", id);
    h.tell("alert.danger", id);
    h.run_until([&] { return first->ended; });
    auto const again = h.listen(h.call("GET", "/events", &ann, "", {{"last-event-id", "2"}}));
    h.run_until([&] { return has(again, "alert.danger"); });
    CHECK(again->text.find("case.updated") < again->text.find("alert.danger"));
    CHECK_FALSE(has(again, "message.in"));
    CHECK_FALSE(has(again, "reset"));
    auto const asked = h.listen(h.call("GET", "/events?after=3", &ann));
    h.run_until([&] { return has(asked, "alert.danger"); });
    CHECK_FALSE(has(asked, "case.updated"));
}

TEST_CASE("desk: who comes with a cursor that cannot be served reads everything anew") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const id = h.open_case();
    SECTION("from another life of the store") {
        auto const s = h.listen(h.call("GET", "/events?after=900", &ann));
        h.run_until([&] { return has(s, "event: reset"); });
        CHECK(has(s, "id: 1\nevent: reset"));
        h.tell("case.updated", id);
        h.run_until([&] { return has(s, "id: 2\nevent: case.updated"); });
    }
    SECTION("everything behind it was swept") {
        h.tell("case.updated", id);
        h.pass(72h);
        REQUIRE(h.store->sweep(h.now()).has_value());
        auto const bob = h.hire("bob", "operator");
        auto const s = h.listen(h.call("GET", "/events?after=1", &bob));
        h.run_until([&] { return has(s, "event: reset"); });
    }
    SECTION("the first part behind it was swept") {
        h.pass(72h);
        h.tell("case.updated", id);
        REQUIRE(h.store->sweep(h.now()).has_value());
        auto const bob = h.hire("bob", "operator");
        auto const s = h.listen(h.call("GET", "/events?after=0", &bob));
        h.run_until([&] { return has(s, "event: reset"); });
    }
}

TEST_CASE("desk: a quiet stream shows that it lives, and ends with the session") {
    desk::options how;
    how.heartbeat = 20ms;
    house h(how);
    auto const ann = h.hire("ann", "operator");
    auto const s = h.listen(h.call("GET", "/events", &ann));
    h.run_until([&] { return has(s, ": still here"); });
    CHECK(h.call("DELETE", "/session", &ann).status == 204);
    h.run_until([&] { return s->ended; });
    CHECK(has(s, "event: signed-out"));
    CHECK(h.it->streams() == 0);
}

TEST_CASE("desk: streams are bounded from the moment they are granted, and end when the house closes") {
    desk::options how;
    how.max_streams = 2;
    house h(how);
    auto const ann = h.hire("ann", "operator");
    // Granted, not yet running.
    auto first = h.call("GET", "/events", &ann);
    auto second = h.call("GET", "/events", &ann);
    CHECK(h.it->streams() == 2);
    auto const third = h.call("GET", "/events", &ann);
    CHECK(third.status == 503);
    CHECK(third.headers.at("Retry-After") == "10");
    second = {};  // a browser that left before it began
    CHECK(h.it->streams() == 1);
    auto const s = h.listen(first);
    first = {};
    h.run_until([&] { return has(s, "hello"); });
    h.it->close();
    h.run_until([&] { return s->ended; });
    CHECK(h.it->streams() == 0);
    CHECK(h.call("GET", "/events", &ann).status == 503);
}

TEST_CASE("desk: the store outlives the Desk and goes on telling nobody") {
    house h;
    auto const ann = h.hire("ann", "operator");
    auto const id = h.open_case();
    auto const s = h.listen(h.call("GET", "/events", &ann));
    h.run_until([&] { return has(s, "hello"); });
    h.it->close();
    h.run_until([&] { return s->ended; });
    std::atomic<bool> enough{};
    std::thread busy([&] {
        while (!enough) static_cast<void>(h.store->set_level(id, ann.id, "high", h.now()));
    });
    h.it.reset();
    enough = true;
    busy.join();
    h.it = std::make_unique<desk::desk>(desk::parts{*h.store,
                                                    h.book,
                                                    h.acts,
                                                    h.door,
                                                    h.key,
                                                    [&h] { return h.now(); },
                                                    seal::system_random(),
                                                    h.io.get_executor(),
                                                    h.pool.get_executor(),
                                                    {},
                                                    {},
                                                    h.how});
    h.tell("case.updated", id);
    h.io.poll();
    CHECK(h.it->streams() == 0);
}
