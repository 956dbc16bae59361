// SPDX-License-Identifier: Apache-2.0
#include "gateway/desk/figures.hpp"
#include "gateway/desk/routes.hpp"

#include <boost/json.hpp>

namespace earshot::desk {
namespace {

namespace json = boost::json;

json::value shown(safe_count const& n) {
    return n ? json::value(*n) : json::value();
}

}  // namespace

net::http_reply show_figures(service& s, call const& c) {
    auto const asked = c.request.query_value("quarter").value_or("");
    auto const now = quarter::of(c.at);
    quarter const newest{now.number - 1};
    auto const wanted = asked.empty() ? newest : quarter::named(asked).value_or(quarter{});
    if (wanted.number == 0) return problem(400, "\"quarter\" must look like 2026-Q3.");
    if (wanted >= now) return problem(400, "A quarter is shown when it is over. The newest is " + newest.name() + ".");
    auto const figures = figures_of(s.part.store.coded_in(wanted));
    json::object tables;
    for (auto const& [by, counts] : figures.tables) {
        auto& table = tables[by].emplace_array();
        for (auto const& [code, n] : counts) table.push_back(json::object{{"code", code}, {"cases", shown(n)}});
    }
    return reply(200, json::object{{"quarter", wanted.name()},
                                   {"newest", newest.name()},
                                   {"cases", shown(figures.cases)},
                                   {"tables", std::move(tables)}});
}

}  // namespace earshot::desk
