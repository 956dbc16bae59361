// SPDX-License-Identifier: Apache-2.0
#include "gateway/vault/vault.hpp"

#include "gateway/seal/padded_address.hpp"
#include "tests/support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

using namespace earshot;
using namespace std::chrono_literals;

namespace {

struct started {
    started() { seal::initialise(); }
} const sodium;

instant const noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + 12h};

struct folder {
    std::string path = (std::filesystem::temp_directory_path() / "vault-XXXXXX").string();
    folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder() { std::filesystem::remove_all(path); }
    std::string file() const { return path + "/vault.db"; }

    std::string everything() const {
        std::string all;
        for (auto const& entry : std::filesystem::directory_iterator(path)) {
            std::ifstream in(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }
};

seal::key key_of(std::uint8_t byte) {
    std::vector<std::uint8_t> const bytes(seal::key_size, byte);
    return seal::key::from_bytes(bytes).value();
}

std::unique_ptr<vault> open(std::string const& file, std::uint8_t key = 5) {
    std::string why;
    auto opened = vault::open(file, key_of(key), seal::system_random(), why);
    INFO(why);
    REQUIRE(opened);
    return std::move(*opened);
}

alias alias_of(std::uint8_t n) {
    alias a;
    a.value.fill(n);
    return a;
}

template <class Id>
std::string bytes_of(Id const& id) {
    return {id.value.begin(), id.value.end()};
}

address const number{std::string("+447700900123")};

}  // namespace

TEST_CASE("an address goes in sealed and comes out at the last hop") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->at_the_door("sms", number, number);
    CHECK(who.tag == v->tag_of("sms", number));
    CHECK(who.tag != v->tag_of("whatsapp", number));
    CHECK_FALSE(v->current(who.tag).value());
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    CHECK(v->count().value() == 1);
    CHECK(*v->current(who.tag).value() == alias_of(1));
    CHECK(v->reveal(alias_of(1))->reveal() == number.reveal());
    CHECK(v->channel_of(alias_of(1)).value() == "sms");
    CHECK(v->reveal(alias_of(2)).error() == errc::not_found);

    SECTION("it is still there, and nowhere in clear, after a restart") {
        v.reset();
        CHECK(here.everything().find(std::string(number.reveal())) == std::string::npos);
        v = open(here.file());
        CHECK(v->reveal(alias_of(1))->reveal() == number.reveal());
    }
    SECTION("a new alias becomes the current one, the old one keeps its address") {
        REQUIRE(v->adopt(alias_of(2), who, "sms", noon));
        CHECK(*v->current(who.tag).value() == alias_of(2));
        CHECK(v->reveal(alias_of(1))->reveal() == number.reveal());
        REQUIRE(v->forget(alias_of(1), std::nullopt));
        CHECK(*v->current(who.tag).value() == alias_of(2));
    }
    SECTION("a better address replaces it") {
        REQUIRE(v->update(alias_of(1), "sms", address{std::string("+447700900999")}));
        CHECK(v->reveal(alias_of(1))->reveal() == "+447700900999");
        CHECK(v->update(alias_of(9), "sms", number).error() == errc::not_found);
    }
    SECTION("what was sealed for one channel is refused for another") {
        CHECK(v->adopt(alias_of(3), who, "email", noon).error() == errc::unauthentic);
        CHECK(v->count().value() == 1);
    }
}

TEST_CASE("the length of what is sealed does not tell whose address it is") {
    folder const here;
    auto v = open(here.file());
    address const mail{std::string("somebody.with.a.long.name@subdomain.example.org")};
    CHECK(v->at_the_door("sms", number, number).sealed.size() == v->at_the_door("sms", mail, mail).sealed.size());

    auto const size = GENERATE(1, 12, 63, 64, 65, 127, 128, 254);
    address const any{std::string(static_cast<std::size_t>(size), 'a')};
    CHECK(seal::padded(any).size() % 64 == 0);
    CHECK(seal::unpadded(std::string(seal::padded(any).reveal())).reveal() == any.reveal());
    // Sealed before addresses were padded.
    CHECK(seal::unpadded(std::string(any.reveal())).reveal() == any.reveal());
}

TEST_CASE("forgetting leaves nothing in any file, also not sealed") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->at_the_door("sms", number, number);
    REQUIRE(v->adopt(alias_of(0xa1), who, "sms", noon));
    REQUIRE(v->add_route(v->route_of("token"), alias_of(0xa1), noon + 24h));
    auto const name = bytes_of(alias_of(0xa1));
    auto const tag = bytes_of(who.tag);
    REQUIRE(here.everything().find(name) != std::string::npos);
    REQUIRE(here.everything().find(tag) != std::string::npos);
    REQUIRE(v->forget(alias_of(0xa1), std::nullopt));
    CHECK(here.everything().find(name) == std::string::npos);
    CHECK(here.everything().find(tag) == std::string::npos);
    CHECK(v->reveal(alias_of(0xa1)).error() == errc::not_found);
    CHECK_FALSE(v->current(who.tag).value());
    CHECK_FALSE(v->follow_route(v->route_of("token"), noon).value());
    CHECK(v->forget(alias_of(0xa1), std::nullopt));
}

TEST_CASE("a kept tag can be recognised until it ends, and then never again") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->at_the_door("sms", number, number);
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    CHECK(v->lately(who.tag, noon).value().opened == 1);
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    CHECK(v->lately(who.tag, noon).value().opened == 1);
    REQUIRE(v->forget(alias_of(1), noon + 24h));
    CHECK(v->lately(who.tag, noon + 1h).value().opened == 1);
    CHECK(v->lately(v->tag_of("sms", address{std::string("+447700900124")}), noon).value().opened == 0);
    CHECK(v->lately(who.tag, noon + 24h).value().opened == 0);
    REQUIRE(v->sweep(noon + 24h));
    CHECK(v->lately(who.tag, noon).value().opened == 0);
}

TEST_CASE("a sender is silenced without being known, also after the address is gone") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->at_the_door("sms", number, number);
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    if (GENERATE(false, true)) REQUIRE(v->forget(alias_of(1), noon + 24h));
    CHECK_FALSE(v->lately(who.tag, noon).value().silenced);
    REQUIRE(v->silence(alias_of(1), noon + 7 * 24h));
    REQUIRE(v->sweep(noon + 48h));
    CHECK(v->lately(who.tag, noon + 48h).value().silenced);
    REQUIRE(v->adopt(alias_of(2), who, "sms", noon + 48h));
    CHECK(v->lately(who.tag, noon + 48h).value().silenced);
    CHECK(v->lately(who.tag, noon + 8 * 24h).value().silenced == false);
    REQUIRE(v->silence(alias_of(1), std::nullopt));
    CHECK_FALSE(v->lately(who.tag, noon + 48h).value().silenced);
    CHECK(v->silence(alias_of(9), noon + 24h).error() == errc::not_found);
}

TEST_CASE("a copy of the vault opens with its key") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->at_the_door("sms", number, number);
    REQUIRE(v->adopt(alias_of(1), who, "sms", noon));
    REQUIRE(v->copy_to(here.file() + ".copy"));
    CHECK(v->copy_to(here.file() + ".copy").error() == errc::unavailable);
    CHECK(v->count().value() == 1);
    auto const copy = open(here.file() + ".copy");
    CHECK(copy->reveal(alias_of(1))->reveal() == "+447700900123");
}

TEST_CASE("STOP is kept until START") {
    folder const here;
    auto v = open(here.file());
    auto const who = v->tag_of("sms", number);
    CHECK_FALSE(v->muted(who).value());
    REQUIRE(v->set_muted(who, true, noon));
    REQUIRE(v->set_muted(who, true, noon));
    CHECK(v->muted(who).value());
    auto const tag = bytes_of(who);
    CHECK(here.everything().find(tag) == std::string::npos);
    v.reset();
    v = open(here.file());
    CHECK(v->muted(who).value());
    REQUIRE(v->set_muted(who, false, noon));
    CHECK_FALSE(v->muted(who).value());
}

TEST_CASE("reply tokens lead to an alias until they expire") {
    folder const here;
    auto v = open(here.file());
    auto const token = v->route_of("r7kq2m");
    REQUIRE(v->add_route(token, alias_of(4), noon + 1h));
    CHECK(*v->follow_route(token, noon).value() == alias_of(4));
    CHECK_FALSE(v->follow_route(token, noon + 1h).value());
    CHECK_FALSE(v->follow_route(v->route_of("r7kq2n"), noon).value());
    REQUIRE(v->sweep(noon + 1h));
    CHECK_FALSE(v->follow_route(token, noon).value());
    CHECK(here.everything().find("r7kq2m") == std::string::npos);
}

TEST_CASE("many writes together are one") {
    folder const here;
    auto v = open(here.file());
    std::vector<std::function<result<void>(vault&)>> work;
    for (std::uint8_t n = 0; n < 200; ++n) {
        address const one{"+4477009" + std::to_string(10000 + n)};
        work.push_back(
            [n, who = v->at_the_door("sms", one, one)](vault& to) { return to.adopt(alias_of(n), who, "sms", noon); });
    }
    SECTION("all of them") {
        REQUIRE(v->write_together(work));
        CHECK(v->count().value() == 200);
    }
    SECTION("one that fails for itself does not stop the others") {
        work[7] = [](vault& to) { return to.update(alias_of(250), "sms", number); };
        CHECK(v->write_together(work).error() == errc::not_found);
        CHECK(v->count().value() == 199);
    }
    SECTION("a full disk stops all") {
        work.push_back([](vault&) -> result<void> { return errc::busy; });
        CHECK(v->write_together(work).error() == errc::busy);
        CHECK(v->count().value() == 0);
        work.pop_back();
        REQUIRE(v->write_together(work));
        CHECK(v->count().value() == 200);
    }
    SECTION("a fault goes up and leaves nothing") {
        work.push_back([](vault&) -> result<void> { throw std::logic_error("a fault"); });
        CHECK_THROWS_AS(v->write_together(work), std::logic_error);
        CHECK(v->count().value() == 0);
        CHECK(v->adopt(alias_of(1), v->at_the_door("sms", number, number), "sms", noon));
    }
    SECTION("forgetting in a batch leaves nothing either") {
        REQUIRE(v->write_together(work));
        auto const name = bytes_of(alias_of(33));
        CHECK(here.everything().find(name) != std::string::npos);
        REQUIRE(v->write_together({[](vault& to) { return to.forget(alias_of(33), std::nullopt); }}));
        CHECK(here.everything().find(name) == std::string::npos);
    }
}

TEST_CASE("calls from many threads") {
    folder const here;
    auto v = open(here.file());
    std::vector<std::thread> threads;
    for (std::uint8_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::uint8_t n = 0; n < 10; ++n) {
                address const one{"+44" + std::to_string(t * 100 + n)};
                auto const a = alias_of(static_cast<std::uint8_t>(t * 10 + n));
                (void)v->adopt(a, v->at_the_door("sms", one, one), "sms", noon);
                (void)v->reveal(a);
            }
        });
    for (auto& t : threads) t.join();
    CHECK(v->count().value() == 40);
    for (std::uint8_t t = 0; t < 4; ++t)
        for (std::uint8_t n = 0; n < 10; ++n)
            CHECK(v->reveal(alias_of(static_cast<std::uint8_t>(t * 10 + n)))->reveal() ==
                  "+44" + std::to_string(t * 100 + n));
}

TEST_CASE("files that cannot be used say why") {
    folder const here;
    std::string why;
    SECTION("another key") {
        open(here.file()).reset();
        CHECK(vault::open(here.file(), key_of(6), seal::system_random(), why).error() == errc::broken);
        CHECK(why.find("key does not fit") != std::string::npos);
    }
    SECTION("not a database") {
        std::ofstream(here.file()) << std::string(5000, 'x');
        CHECK(vault::open(here.file(), key_of(5), seal::system_random(), why).error() == errc::broken);
        CHECK_FALSE(why.empty());
    }
    SECTION("no such folder") {
        CHECK(vault::open(here.path + "/no/vault.db", key_of(5), seal::system_random(), why).error() == errc::broken);
        CHECK(why.find("No such file") != std::string::npos);
    }
    SECTION("open already") {
        auto const first = open(here.file());
        CHECK(vault::open(here.file(), key_of(5), seal::system_random(), why).error() == errc::broken);
        CHECK(why.find("in use") != std::string::npos);
    }
}
