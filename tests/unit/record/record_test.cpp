// SPDX-License-Identifier: Apache-2.0
#include "gateway/record/canonical.hpp"
#include "gateway/record/terms.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/record/schema_check.hpp"
#include "tests/unit/record/told.hpp"

#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

using earshot::answered;
namespace json = boost::json;
namespace record = earshot::record;

namespace {

json::value const& schema() {
    static json::value const loaded = [] {
        std::ifstream in(EARSHOT_SOURCE_DIR "/config/record.schema.json");
        std::stringstream text;
        text << in.rdbuf();
        return json::parse(text.str());
    }();
    return loaded;
}

// Made, held against the schema, and written out for tests/conformance/record/schema.mjs when it asks for it.
json::value made(earshot::conversation const& c, record::context const& about = told::about()) {
    auto const text = record::make(c, record::assess(c), about);
    static int number = 0;
    if (auto const* dir = std::getenv("EARSHOT_RECORDS_OUT"))
        std::ofstream(std::string(dir) + "/record-" + std::to_string(++number) + ".json") << text;
    auto doc = json::parse(text);
    CHECK(against_schema(schema(), doc) == std::vector<std::string>{});
    return doc;
}

json::value at(json::value const& doc, char const* pointer) {
    return doc.at_pointer(pointer);
}

told::story full() {
    auto s = told::plain();
    s.says("Q3", {"act.threat", "act.weapon", "act.online"}).says("Q4", {"strand.race", "strand.disability"});
    s.says("Q6", {}, "Rye Lane near the station, SE15").says("Q7", {"when.yesterday"}, "about 9pm");
    s.says("Q11", {"consent.helpline_contact", "consent.police_anonymous"});
    s.says("Q12", {}, "It was [PERSON-1] again. \xC3\x89l grit\xC3\xB3.").says("E1", {"age.31-35"});
    auto& a = s.c.answers["Q12"];
    a.covers.push_back({"person", "name.list", "rule", "perpetrator", 7, 10, 0.85});
    s.c.contact_agreed = true;
    return s;
}

}  // namespace

TEST_CASE("the schema's enumerations are the vocabulary's") {
    using record::subject;
    auto const listed = [](char const* pointer) {
        auto const& s = schema().at_pointer(pointer).as_object();
        json::array const& list =
            s.contains("enum") ? s.at("enum").as_array() : s.at("oneOf").at(0).at("items").at("enum").as_array();
        std::vector<std::string> out;
        for (auto const& v : list) out.emplace_back(v.as_string());
        return out;
    };
    auto const known = [](subject s, std::vector<std::string> more = {}) {
        std::vector<std::string> out(record::values(s).begin(), record::values(s).end());
        out.insert(out.end(), more.begin(), more.end());
        return out;
    };
    std::vector<std::string> const facts{"not_asked", "skipped", "not_sure", "own_words"};
    CHECK(listed("/$defs/no_value") == facts);
    CHECK(listed("/properties/acts") == known(subject::act));
    CHECK(listed("/properties/strands") == known(subject::strand));
    CHECK(listed("/properties/place/properties/type") == known(subject::place));
    CHECK(listed("/properties/perpetrator/properties/relation") == known(subject::relation));
    CHECK(listed("/properties/impact") == known(subject::impact));
    CHECK(listed("/properties/demographics/properties/age_band_5") == known(subject::age, facts));
    CHECK(listed("/properties/demographics/properties/gender") == known(subject::gender, facts));
    CHECK(listed("/properties/demographics/properties/ethnic_group") == known(subject::ethnic, facts));
    CHECK(listed("/properties/needs") == known(subject::need));
    CHECK(listed("/properties/reporter/properties/role") == known(subject::role, {"unknown"}));
}

TEST_CASE("the check of the schema finds what is wrong") {
    auto doc = json::parse(record::make(full().c, record::assess(full().c), told::about()));
    SECTION("an extra member") {
        doc.as_object()["phone"] = "07700900123";
    }
    SECTION("a missing member") {
        doc.as_object().erase("risk");
    }
    SECTION("a value that is not listed") {
        doc.as_object()["acts"] = json::array{"shouting"};
    }
    SECTION("an empty list") {
        doc.as_object()["acts"] = json::array{};
    }
    SECTION("a consent without its time") {
        doc.at("consent").at("helpline_contact").as_object().erase("at");
    }
    SECTION("no consent to the record itself") {
        doc.at("consent").at("record").as_object()["state"] = "refused";
    }
    SECTION("a full postcode") {
        doc.at("place").as_object()["area"] = json::object{{"outward_postcode", "SE15 4QL"}};
    }
    CHECK_FALSE(against_schema(schema(), doc).empty());
}

TEST_CASE("a full story becomes a full record") {
    auto about = told::about();
    about.ref_hash = std::string(32, 'a');
    about.contact_handle = std::string(32, 'b');
    about.contact_method = "text";
    auto const doc = made(full().c, about);
    CHECK(at(doc, "/acts") == json::value({"threat", "online", "weapon"}));
    CHECK(at(doc, "/strands") == json::value({"race", "disability"}));
    CHECK(at(doc, "/online/flag") == true);
    CHECK(at(doc, "/place/text") == "Rye Lane near the station, SE15");
    CHECK(at(doc, "/place/area/outward_postcode") == "SE15");
    CHECK(at(doc, "/when/earliest") == "2026-11-23");
    CHECK(at(doc, "/when/latest") == "2026-11-23");
    CHECK(at(doc, "/when/time_band") == "21-24");
    CHECK(at(doc, "/repeat/level") == "first");
    CHECK(at(doc, "/repeat/worsening") == false);
    CHECK(at(doc, "/perceived_by") == "victim");
    CHECK(at(doc, "/demographics/age_band_5") == "31-35");
    CHECK(at(doc, "/contact/handle") == "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    CHECK(at(doc, "/contact/method") == "text");
    CHECK(at(doc, "/received_at") == "2026-11-24T21:14:05Z");
    CHECK(at(doc, "/retention/delete_after") == "2027-11-24");
    CHECK(at(doc, "/own_words/0/about") == "when");
}

TEST_CASE("nothing said is a valid record, and says so") {
    told::story s;
    auto const doc = made(s.c);
    for (auto const* p : {"/acts", "/strands", "/place/type", "/when/precision", "/repeat/level", "/impact",
                          "/perpetrator/relation", "/needs", "/demographics/gender"})
        CHECK(at(doc, p) == "not_asked");
    CHECK(at(doc, "/reporter/role") == "unknown");
    CHECK(at(doc, "/ref_hash").is_null());
    CHECK(at(doc, "/retention/class") == "coded_6_years");
    CHECK(at(doc, "/risk/incomplete") == true);
    CHECK_FALSE(doc.as_object().contains("narrative"));
    CHECK_FALSE(doc.as_object().contains("contact"));
}

TEST_CASE("not asked, skipped, not sure and own words are told apart") {
    told::story s;
    s.empty("Q3", answered::skipped).says("Q4", {"strand.not_sure"}).says("Q8", {}, "since my son was born");
    s.says("Q9", {"relation.not_sure"}).empty("Q5", answered::not_sure);
    auto const doc = made(s.c);
    CHECK(at(doc, "/acts") == "skipped");
    CHECK(at(doc, "/strands") == "not_sure");
    CHECK(at(doc, "/place/type") == "not_sure");
    CHECK(at(doc, "/repeat/level") == "own_words");
    CHECK(at(doc, "/perpetrator/relation") == "not_sure");
    CHECK(at(doc, "/impact") == "not_asked");
    CHECK(at(doc, "/own_words/0/about") == "repeat");
    CHECK(at(doc, "/own_words/0/text") == "since my son was born");
}

TEST_CASE("getting worse is many times, and worse") {
    auto const doc = made(told::plain().says("Q8", {"repeat.worse"}).c);
    CHECK(at(doc, "/repeat/level") == "many");
    CHECK(at(doc, "/repeat/worsening") == true);
}

TEST_CASE("a code of no field never reaches the record") {
    auto const doc = made(told::plain().says("Q3", {"act.threat", "act.teapot", "teapot"}).c);
    CHECK(at(doc, "/acts") == json::array{"threat"});
    CHECK(record::known_code("act.threat"));
    CHECK(record::known_code("strand.not_sure"));
    CHECK_FALSE(record::known_code("act.teapot"));
}

TEST_CASE("what was covered is listed in code points, without the value") {
    auto s = full();
    s.c.answers["Q12"].covers.push_back({"phone", "phone.uk", "rule", "linked", 28, 2, 1.0});
    s.c.answers["Q12"].covers.push_back({"phone", "phone.uk", "rule", "linked", 4000, 2, 1.0});  // not of these words
    auto const doc = made(s.c);
    json::array const list = at(doc, "/provenance/redactions").as_array();
    REQUIRE(list.size() == 2);
    CHECK(list[0].at("field") == "/narrative");
    CHECK(list[0].at("start") == 7);
    CHECK(list[0].at("length") == 10);
    CHECK(list[0].at("confidence") == 0.85);
    CHECK(list[1].at("start") == 27);  // one two-byte letter stands before it
    CHECK_FALSE(list[0].as_object().contains("value"));
}

TEST_CASE("words are cut at 4000 code points, and covers with them") {
    told::story s;
    std::string words;
    for (int i = 0; i < 3999; ++i) words += "\xC3\xA9";
    words += "[PHONE] and more";
    s.says("Q12", {}, words);
    s.c.answers["Q12"].covers.push_back({"phone", "phone.uk", "rule", "unknown", 7998, 7, 1.0});
    s.c.answers["Q12"].covers.push_back({"email", "email", "rule", "unknown", 8006, 3, 1.0});
    auto const doc = made(s.c);
    auto const text = std::string(at(doc, "/narrative").as_string());
    CHECK(text.size() == 7999);
    REQUIRE(at(doc, "/provenance/redactions").as_array().size() == 1);
    CHECK(at(doc, "/provenance/redactions/0/length") == 1);
}

TEST_CASE("the document is canonical, and its hash is of all the rest") {
    auto const s = full();
    auto const text = record::make(s.c, record::assess(s.c), told::about());
    auto doc = json::parse(text);
    CHECK(record::canonical(doc) == text);
    auto const said = std::string(at(doc, "/provenance/source_hash").as_string());
    doc.at("provenance").as_object().erase("source_hash");
    CHECK(said == record::hmac_sha256(told::about().source_mac_key, record::canonical(doc)));
    doc.as_object()["narrative"] = "changed";
    CHECK(said != record::hmac_sha256(told::about().source_mac_key, record::canonical(doc)));
    auto other = told::about();
    other.source_mac_key = "another key";
    CHECK(record::make(s.c, record::assess(s.c), other) != text);
}

TEST_CASE("canonical form follows RFC 8785") {
    auto const v = json::parse(R"({"b":[],"a":{"z":1.5,"y":-0.001,"x":true},"\u20ac":"\u0001\"\\\n\u00e9/"})");
    CHECK(record::canonical(v) ==
          "{\"a\":{\"x\":true,\"y\":-0.001,\"z\":1.5},\"b\":[],\"\xE2\x82\xAC\":"
          "\"\\u0001\\\"\\\\\\n\xC3\xA9/\"}");
    // RFC 4231, test case 2
    CHECK(record::hmac_sha256("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("the summary holds codes only") {
    auto const s = record::summarise(full().c);
    CHECK(s.kind == "incident");
    CHECK(s.strands == std::vector<std::string>{"race", "disability"});
    CHECK(s.acts == std::vector<std::string>{"threat", "online", "weapon"});
    CHECK(s.area == "SE15");
    CHECK(s.role == "victim");
    CHECK(s.may_contact);
    auto no_address = full();
    no_address.c.contact_agreed = false;
    CHECK_FALSE(record::summarise(no_address.c).may_contact);
}
