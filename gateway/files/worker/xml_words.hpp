// SPDX-License-Identifier: Apache-2.0
// A walk through a document's XML for its words. No entities but XML's five, no document type, no depth above 200.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace earshot::files {

using xml_attributes = std::map<std::string, std::string, std::less<>>;

// Names come as "prefix:local", with the prefixes that office programs always write; a document that renames them gives
// no words and is refused as damaged.
struct xml_listener {
    std::function<void(std::string_view element, xml_attributes const& attributes)> begin;
    std::function<void(std::string_view element)> end;
    std::function<void(std::string_view words)> words;
};

// Throws refused{damaged}.
void walk_xml(std::string_view xml, xml_listener const& to);

}  // namespace earshot::files
