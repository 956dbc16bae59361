// SPDX-License-Identifier: Apache-2.0
#include "gateway/files/worker/xml_words.hpp"

#include "gateway/files/worker/codecs.hpp"

#include <expat.h>

#include <memory>

namespace earshot::files {
namespace {

constexpr int deepest = 200;

struct walk {
    xml_listener const& to;
    XML_Parser parser{};
    int depth{};
    bool stopped{};

    void stop() {
        stopped = true;
        XML_StopParser(parser, XML_FALSE);
    }
};

void XMLCALL on_begin(void* data, XML_Char const* name, XML_Char const** attributes) {
    auto& w = *static_cast<walk*>(data);
    if (++w.depth > deepest) return w.stop();
    xml_attributes found;
    for (; attributes[0]; attributes += 2) found.emplace(attributes[0], attributes[1]);
    w.to.begin(name, found);
}

void XMLCALL on_end(void* data, XML_Char const* name) {
    auto& w = *static_cast<walk*>(data);
    --w.depth;
    w.to.end(name);
}

void XMLCALL on_words(void* data, XML_Char const* text, int n) {
    static_cast<walk*>(data)->to.words(std::string_view(text, static_cast<std::size_t>(n)));
}

void XMLCALL on_doctype(void* data, XML_Char const*, XML_Char const*, XML_Char const*, int) {
    static_cast<walk*>(data)->stop();
}

}  // namespace

void walk_xml(std::string_view xml, xml_listener const& to) {
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, void (*)(XML_Parser)> const parser(XML_ParserCreate(nullptr), XML_ParserFree);
    if (!parser) throw refused{file_refusal::failed};
    walk w{to, parser.get()};
    XML_SetUserData(parser.get(), &w);
    XML_SetElementHandler(parser.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_words);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    if (XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), 1) != XML_STATUS_OK || w.stopped)
        throw refused{file_refusal::damaged};
}

}  // namespace earshot::files
