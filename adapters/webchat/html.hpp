// SPDX-License-Identifier: Apache-2.0
// Pages from templates: everything that is filled in is escaped unless the template asks for a ready fragment.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace earshot::webchat {

// Safe in element content and in a double-quoted attribute.
std::string escape(std::string_view text);
// Text with its line breaks: escaped, with <br>.
std::string paragraphs(std::string_view text);

using values = std::map<std::string, std::string, std::less<>>;

// {{name}} escaped value; {{&name}} value as it is; {{t:key}} escaped string of the locale;
// {{?name}} ... {{/name}} only when the value is not empty (may be nested).
// A name that is in neither map is a bug: std::logic_error.
std::string fill(std::string_view page, values const& v, values const& strings);

}  // namespace earshot::webchat
