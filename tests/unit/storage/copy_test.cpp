// SPDX-License-Identifier: Apache-2.0
#include "storage/copy.hpp"

#include "tests/unit/storage/sqlite_house.hpp"

using namespace store_conformance;

TEST_CASE("copy: of a conversation that was erased since, nothing comes back, files sealed to the helpline included") {
    sqlite_house h;
    auto* s = &h.open();
    auto const gone = open_case(*s, 1), kept = open_case(*s, 2);
    for (auto const id : {gone, kept}) {
        step_commit more;
        more.conversation = s->conversation(id);
        more.files = {{1, bytes("photograph of " + std::to_string(id.value)), true}};
        REQUIRE(s->advance({more})->steps.at(0).has_value());
    }
    REQUIRE(s->hold_case(id_of<case_id>(1), "police").has_value());
    auto const copied = h.folder() + "/copy.db";
    REQUIRE(s->backup(copied).has_value());
    h.shut();

    std::string why;
    auto const taken = take_keys_out(copied, why);
    REQUIRE(taken.has_value());
    CHECK(taken->keys.size() == 2);
    auto const put = put_keys_back(copied, taken->keys, {id_of<alias>(1)}, why);
    INFO(why);
    REQUIRE(put.has_value());
    CHECK(put->opened == 1);
    CHECK(put->erased == 1);

    std::filesystem::remove_all(h.options.file);
    std::filesystem::rename(copied, h.options.file);
    s = &h.open();
    CHECK(s->file_numbers(gone).empty());
    CHECK(s->file_numbers(kept) == std::vector<int>{1});
    auto const row = s->find_case(id_of<case_id>(1));
    REQUIRE(row.has_value());
    CHECK(row->status == "withdrawn");
    CHECK(row->hold.empty());
    CHECK(h.everything().find("photograph of " + std::to_string(gone.value)) == std::string::npos);
    CHECK(h.everything().find("photograph of " + std::to_string(kept.value)) != std::string::npos);
}
