// SPDX-License-Identifier: Apache-2.0
// Files that reporters sent, as a worker wrote them anew.
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"

#include <charconv>

namespace earshot::desk {
namespace {

constexpr char const* gone = "There is no such file, or it was erased with what the person told us.";

// Ours, with an ending that opens where it should.
std::string file_name(int number, std::string_view media) {
    std::string_view const ending = media == "image/jpeg" ? ".jpg"
                                    : media == "image/png" ? ".png"
                                    : media == "audio/ogg" ? ".ogg"
                                    : media == "text/plain" ? ".txt"
                                                            : ".json";
    return "file-" + std::to_string(number) + std::string(ending);
}

}  // namespace

net::http_reply show_file(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    int number = 0;
    auto const* const end = c.second.data() + c.second.size();
    if (auto const [at, ec] = std::from_chars(c.second.data(), end, number); ec != std::errc{} || at != end || number < 1)
        return problem(404, gone);
    // Who saw what is written down before it is shown.
    if (auto const noted = note_act(s, c, "case.file", row->id.str(), "file " + std::to_string(number)); !noted)
        return noted.error();
    auto file = s.part.book.file(*row, number);
    if (!file) return file.error() == errc::not_found ? problem(404, gone) : problem_of(file.error(), gone);
    net::http_reply out;
    // Never a page of its own: the console shows it, or it is saved.
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file_name(number, file->media) + "\"");
    out.content_type = file->media == "text/plain" ? "text/plain; charset=utf-8" : std::move(file->media);
    out.body = std::move(file->bytes);
    return out;
}

}  // namespace earshot::desk
