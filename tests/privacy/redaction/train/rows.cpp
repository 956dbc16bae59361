// SPDX-License-Identifier: Apache-2.0
#include "tests/privacy/redaction/train/rows.hpp"

#include "gateway/redact/words.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace earshot::redact::train {
namespace {

// Byte offset of each code point, and one past the last.
std::vector<std::size_t> code_points(std::string const& text) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) out.push_back(i);
    }
    out.push_back(text.size());
    return out;
}

}  // namespace

std::string read_file(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> read_lines(std::string const& path) {
    std::istringstream in(read_file(path));
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line[0] != '#') out.push_back(line);
    }
    return out;
}

std::vector<row> read_rows(std::string const& path) {
    std::vector<row> out;
    for (auto const& line : read_lines(path)) {
        auto const value = boost::json::parse(line);
        row r;
        r.id = std::string(value.at("id").as_string());
        r.text = std::string(value.at("text").as_string());
        auto const places = code_points(r.text);
        for (auto const& s : value.at("spans").as_array()) {
            if (s.at("type").as_string() != "PERSON") continue;
            r.persons.push_back(
                {places.at(s.at("start").to_number<std::size_t>()), places.at(s.at("end").to_number<std::size_t>())});
        }
        out.push_back(std::move(r));
    }
    return out;
}

bool held_out(std::string const& id) noexcept {
    return (word_hash(id) >> 40U) % 10 == 0;
}

}  // namespace earshot::redact::train
