// SPDX-License-Identifier: Apache-2.0
// Verifying the audit log from outside: beside a running gateway, without its keys and without writing anything.
#pragma once

#include "gateway/domain/result.hpp"

#include <cstdint>
#include <string>

namespace earshot::storage {

// A place in the chain that somebody noted earlier. Number 0: none.
struct audit_mark {
    std::int64_t number{};
    std::string hash;
};

struct audit_state {
    bool intact{};
    std::int64_t rows{};
    std::int64_t wrong_at{};  // not intact: the first entry that does not follow from the one before
    bool expected_found{};    // the mark is in the chain as it was noted; true when none was given
    audit_mark anchor;        // the newest entry that went when its time was over; number 0: none did
    audit_mark newest;        // to be noted elsewhere: a whole new chain would not hold it
};

// Opens the store's file read-only. errc::not_found, or errc::broken with the reason in `why`.
result<audit_state> check_audit(std::string const& file, audit_mark const& expected, std::string& why);

}  // namespace earshot::storage
