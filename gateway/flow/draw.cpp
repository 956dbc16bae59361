// SPDX-License-Identifier: Apache-2.0
#include "gateway/flow/flow.hpp"
#include "gateway/flow/model.hpp"

namespace earshot::flow {
namespace {

std::string quoted(std::string_view text) {
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
    std::string out = "digraph " + quoted(flow.id + " " + flow.version) + " {\n  rankdir=TB;\n  node [shape=box];\n";
    out += "  END [shape=doublecircle];\n  start [shape=point];\n  start -> " + quoted(flow.first) + ";\n";
    if (!flow.extra.empty()) out += "  END -> " + quoted(flow.extra) + " [style=dashed, label=\"opt-in\"];\n";
    for (std::size_t i = 0; i < flow.questions.size(); ++i) {
        auto const& q = flow.questions[i];
        out += "  " + quoted(q.id) + " [label=" + quoted(q.id + "\n" + q.chat) + "];\n";
        for (auto const& o : q.options) {
            if (o.does == "danger") out += "  " + quoted(q.id) + " -> EM [label=" + quoted(o.label) + "];\n";
            if (o.does == "later") out += "  " + quoted(q.id) + " -> LATER [label=" + quoted(o.label) + "];\n";
            if (!o.say.empty())
                out +=
                    "  " + quoted(q.id) + " -> " + quoted(o.say) + " [label=" + quoted(o.label) + ", style=dotted];\n";
        }
        for (auto const& b : q.next) {
            out += "  " + quoted(q.id) + " -> " + quoted(b.to);
            if (!b.bare()) out += " [label=" + quoted(condition(b)) + "]";
            out += ";\n";
        }
        if (q.next.empty())
            out += "  " + quoted(q.id) + " -> " +
                   quoted(i + 1 < flow.questions.size() ? flow.questions[i + 1].id : std::string(end_mark)) + ";\n";
    }
    return out + "}\n";
}

}  // namespace earshot::flow
