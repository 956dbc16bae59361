// SPDX-License-Identifier: Apache-2.0
// The example configuration against those who read it: it is what people copy.
#include "gateway/config/settings.hpp"
#include "tests/unit/sms/fakes.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

using namespace earshot;
using namespace earshot::tests;

namespace {

std::string const example = EARSHOT_SOURCE_DIR "/config/earshot.example.toml";

std::string text_of(std::string const& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

// "# key = value" becomes "key = value".
std::string with_every_key(std::string const& text, int& keys) {
    std::istringstream in(text);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        auto const equals = line.find(" = ");
        bool const key = line.starts_with("# ") && equals != std::string::npos && equals > 2 &&
                         std::all_of(line.begin() + 2, line.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
                             return std::islower(static_cast<unsigned char>(c)) != 0 || c == '_';
                         });
        keys += key ? 1 : 0;
        out += (key ? line.substr(2) : line) + "\n";
    }
    return out;
}

std::string replaced(std::string text, std::string const& what, std::string const& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

struct loaded {
    explicit loaded(std::string text) {
        dir.put("twilio.token", "t");
        dir.put("twilio-next.token", "t");
        dir.put("smarthost.password", "p");
        dir.put("mail-loop.key", std::string(64, 'a'));
        text = replaced(std::move(text), "/etc/earshot/", dir.path + "/");
        dir.put("earshot.toml", text);
        settings = config::load_settings(dir.path + "/earshot.toml", mistakes, "");
        for (auto& [name, section] : settings.channels) {
            auto const kind = section->text("kind");
            auto const found = std::find_if(channel_kinds().begin(), channel_kinds().end(),
                                            [&](auto const& k) { return k.kind == kind; });
            REQUIRE(found != channel_kinds().end());
            channel_services services{
                io.get_executor(),       router, http, [] { return instant(); }, [](std::span<std::uint8_t>) {},
                settings.public_side.url};
            made.push_back(found->make(name, *section, std::move(services)));
        }
        settings.source->finish();
    }

    folder dir;
    boost::asio::io_context io;
    fake_router router;
    fake_http http;
    std::vector<config::mistake> mistakes;
    config::settings settings;
    std::vector<std::unique_ptr<channel>> made;
};

}  // namespace

TEST_CASE("the example as it stands makes every channel") {
    loaded const l(text_of(example));
    for (auto const& m : l.mistakes) WARN(config::str(m));
    CHECK(l.mistakes.empty());
    REQUIRE(l.made.size() == channel_kinds().size());
    for (auto const& one : l.made) CHECK(one != nullptr);
}

TEST_CASE("every key that the example shows is known to its reader") {
    int keys = 0;
    auto const text = with_every_key(text_of(example), keys);
    CHECK(keys > 50);
    loaded const l(text);
    REQUIRE(l.settings.source);
    for (auto const& m : l.mistakes) {
        INFO(config::str(m));
        CHECK(m.message.find("not a known") == std::string::npos);
    }
}
