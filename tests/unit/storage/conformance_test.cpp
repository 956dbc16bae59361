// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/store_cases.hpp"
#include "tests/conformance/store_code_cases.hpp"
#include "tests/conformance/store_glass_cases.hpp"
#include "tests/conformance/store_keeping_cases.hpp"
#include "tests/unit/storage/sqlite_house.hpp"

namespace store_conformance {

std::unique_ptr<house> make_house() {
    return std::make_unique<sqlite_house>();
}

}  // namespace store_conformance
