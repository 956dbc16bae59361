// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/flow.hpp"
#include "gateway/flow/model.hpp"

namespace earshot::flow {
namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string joined(std::vector<std::string> const& list) {
    std::string out;
    for (auto const& one : list) out += (out.empty() ? "" : ", ") + one;
    return out;
}

std::string condition(branch const& b) {
    std::string out;
    if (!b.any.empty()) out += "if " + joined(b.any);
    if (!b.only.empty()) out += std::string(out.empty() ? "" : "; ") + "only " + joined(b.only);
    if (!b.unless.empty()) out += std::string(out.empty() ? "" : "; ") + "unless " + joined(b.unless);
    return out;
}

}  // namespace

std::string draw(script const& flow) {
    std::string out = "digraph " + in_quotes(flow.id + " " + flow.version) + " {\n  rankdir=TB;\n  node [shape=box];\n";
    out += "  END [shape=doublecircle];\n  start [shape=point];\n  start -> " + in_quotes(flow.first) + ";\n";
    if (!flow.extra.empty()) out += "  END -> " + in_quotes(flow.extra) + " [style=dashed, label=\"opt-in\"];\n";
    for (std::size_t i = 0; i < flow.questions.size(); ++i) {
        auto const& q = flow.questions[i];
        out += "  " + in_quotes(q.id) + " [label=" + in_quotes(q.id + "\n" + q.chat) + "];\n";
        for (auto const& o : q.options) {
            if (o.does == "danger") out += "  " + in_quotes(q.id) + " -> EM [label=" + in_quotes(o.label) + "];\n";
            if (o.does == "later") out += "  " + in_quotes(q.id) + " -> LATER [label=" + in_quotes(o.label) + "];\n";
            if (!o.say.empty())
                out +=
                    "  " + in_quotes(q.id) + " -> " + in_quotes(o.say) + " [label=" + in_quotes(o.label) + ", style=dotted];\n";
        }
        for (auto const& b : q.next) {
            out += "  " + in_quotes(q.id) + " -> " + in_quotes(b.to);
            if (!b.bare()) out += " [label=" + in_quotes(condition(b)) + "]";
            out += ";\n";
        }
        if (q.next.empty())
            out += "  " + in_quotes(q.id) + " -> " +
                   in_quotes(i + 1 < flow.questions.size() ? flow.questions[i + 1].id : std::string(end_mark)) + ";\n";
    }
    return out + "}\n";
}

}  // namespace earshot::flow
