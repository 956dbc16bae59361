// SPDX-License-Identifier: Apache-2.0
// What can go wrong and be expected, grouped by what the caller should do about it.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <type_traits>

namespace earshot {

enum class errc {
    malformed = 1,   // reject: the input breaks its format; the same bytes will never be taken
    unauthentic,     // reject: a signature, token or peer check failed
    too_large,       // reject: over a stated limit
    not_found,       // reject: no such channel, case, operator, code
    forbidden,       // reject: known, but may not do this
    conflict,        // reject: somebody else holds it, or it changed meanwhile
    unsupported,     // reject: understood, but not offered here
    busy,            // try again later: a bound was reached, a disk is full
    timed_out,       // try again: the deadline of an await passed
    unavailable,     // try again: the other side is down
    broken,          // stop: the store can no longer be trusted
};

boost::system::error_category const& earshot_category() noexcept;

inline boost::system::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), earshot_category()};
}

template <class T>
using result = boost::system::result<T>;

}  // namespace earshot

template <>
struct boost::system::is_error_code_enum<earshot::errc> : std::true_type {};
