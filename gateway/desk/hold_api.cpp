// SPDX-License-Identifier: Apache-2.0
// A case that the police or a court may still need is kept beyond its time, and the log says for what.
#include "gateway/desk/body.hpp"
#include "gateway/desk/held_case.hpp"
#include "gateway/desk/routes.hpp"

#include <algorithm>
#include <array>

namespace earshot::desk {
namespace {

constexpr std::array reasons{"police", "legal", "safeguarding", "complaint"};

}  // namespace

net::http_reply hold_case(service& s, call const& c) {
    auto const row = case_of(s, c);
    if (!row) return row.error();
    auto read = body::of(c.request);
    if (!read) return read.error();
    auto const reason = read->text("reason", 1, 32);
    if (auto wrong = read->wrong()) return *wrong;
    bool const ends = reason == "none";
    if (!ends && std::ranges::find(reasons, reason) == reasons.end())
        return problem(400, "\"reason\" must be police, legal, safeguarding or complaint, or none to end the hold.");
    if (row->status == "withdrawn") return problem(409, "It was wiped: there is nothing to hold.");
    auto const about = row->id.str();
    auto const action = ends ? "case.hold-ended" : "case.hold";
    if (auto const noted = note_act(s, c, action, about, "reason=" + reason); !noted) return noted.error();
    if (auto const done = s.part.store.hold_case(row->id, ends ? std::string() : reason); !done) {
        note_outcome(s, c, action, "failed", about);
        return problem_of(done.error(), "It was wiped meanwhile: there is nothing to hold.");
    }
    return no_content();
}

}  // namespace earshot::desk
