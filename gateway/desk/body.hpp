// SPDX-License-Identifier: Apache-2.0
// Strict reading of a JSON body: members are asked for by name, and whatever was not asked for is an error that names
// it.
#pragma once

#include "gateway/desk/replies.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace earshot::desk {

class body {
public:
    // 415 unless the content is JSON, 400 unless it is one object. An empty body is an empty object.
    static or_reply<body> of(net::http_request const& request);

    // Lengths in code points. Control characters other than line feed and tab are refused, and so is text of blanks.
    std::string text(std::string_view name, std::size_t least, std::size_t most);
    std::optional<std::string> maybe_text(std::string_view name, std::size_t least, std::size_t most);
    std::int64_t integer(std::string_view name);
    std::optional<std::int64_t> maybe_integer(std::string_view name);
    std::optional<bool> maybe_flag(std::string_view name);
    // A list of short texts (at most 40 characters each), in any order.
    std::optional<std::set<std::string>> maybe_texts(std::string_view name, std::size_t most);

    // After everything was read: the first thing that was wrong, if any.
    std::optional<net::http_reply> wrong() const;

private:
    boost::json::value const* take(std::string_view name, bool needed);
    void complain(std::string_view name, std::string_view what);

    boost::json::object members_;
    std::set<std::string, std::less<>> asked_;
    std::string first_wrong_;
};

// A number of a path or a query, 0 or more; nothing: it is none.
std::optional<std::int64_t> whole(std::string_view text);

}  // namespace earshot::desk
