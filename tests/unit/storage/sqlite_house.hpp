// SPDX-License-Identifier: Apache-2.0
// A SQLite store in a folder of its own, for tests.
#pragma once

#include "tests/conformance/store_conformance.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace store_conformance {

class sqlite_house : public house {
public:
    sqlite_house() {
        REQUIRE(::mkdtemp(folder_.data()) != nullptr);
        options.file = folder_ + "/store.db";
        options.ballast = 0;
    }
    ~sqlite_house() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    store& open() override {
        std::string why;
        auto opened = open_sqlite(options, [this] { return now; }, why);
        INFO(why);
        REQUIRE(opened.has_value());
        store_ = std::move(*opened);
        return *store_;
    }
    void shut() override { store_.reset(); }

    std::string const& folder() const { return folder_; }

    // All bytes of all files of the store.
    std::string everything() const {
        std::string all;
        for (auto const& file : std::filesystem::directory_iterator(folder_)) {
            std::ifstream in(file.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }

    sqlite_options options;
    instant now = noon;

private:
    std::string folder_ = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
    std::unique_ptr<store> store_;
};

}  // namespace store_conformance
