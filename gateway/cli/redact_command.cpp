// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/redact_command.hpp"

#include "gateway/redact/inspect.hpp"

#include <boost/json.hpp>

#include <istream>
#include <optional>
#include <ostream>
#include <string_view>

namespace earshot::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view usage =
    "usage: earshot redact [--level 1|2|3] [--place]\n"
    "\n"
    "Reads one JSON object a line from standard input, {\"id\": ..., \"text\": \"...\"}, and writes the text as an\n"
    "operator sees it: {\"id\", \"text\", \"spans\": [{\"start\", \"end\", \"type\", \"role\", \"rule\", \"kept\"}]}.\n"
    "start and end count Unicode code points of the text as it came in; \"kept\" marks what stays readable.\n"
    "Each line is a case of its own.\n"
    "\n"
    "  --level 1   case worker (the default)\n"
    "  --level 2   partner agency: all persons and contacts covered, dates as week, hours as part of the day\n"
    "  --level 3   statistics: nothing that leads to a person, months only\n"
    "  --place     every text answers the question where it happened: streets stay, house numbers do not\n"
    "  --help      this text\n";

struct options {
    redact::policy how;
    bool help{};
};

std::optional<options> parse(std::vector<std::string> const& args, std::ostream& err) {
    options out;
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i] == "--help" || args[i] == "-h") {
            out.help = true;
        } else if (args[i] == "--place") {
            out.how.incident_place = true;
        } else if (args[i] == "--level" || args[i].starts_with("--level=")) {
            std::string const value = args[i] == "--level" ? (i + 1 < args.size() ? args[++i] : "") : args[i].substr(8);
            if (value != "1" && value != "2" && value != "3") {
                err << "earshot redact: --level takes 1, 2 or 3\n";
                return std::nullopt;
            }
            out.how.level = static_cast<redact::level>(value[0] - '0');
        } else {
            err << "earshot redact: unknown option '" << args[i] << "'\n" << usage;
            return std::nullopt;
        }
    }
    return out;
}

// Turns growing byte offsets into code points without going back.
class counter {
public:
    explicit counter(std::string_view text) : text_(text) {}
    std::size_t points(std::size_t byte) {
        for (; at_ < byte && at_ < text_.size(); ++at_) {
            if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) ++points_;
        }
        return points_;
    }

private:
    std::string_view text_;
    std::size_t at_{};
    std::size_t points_{};
};

json::object answer(json::object const& question, redact::inspecting_engine const& engine, redact::policy const& how) {
    std::string_view const text = question.at("text").get_string();
    redact::case_knowledge knows;
    auto const found = engine.inspect(text, how, knows, {}, 0);
    json::array spans;
    counter count(text);
    for (auto const& s : found.spans) {
        auto const start = count.points(s.begin);
        auto const end = count.points(s.end);
        spans.push_back(json::object{{"start", start},
                                     {"end", end},
                                     {"type", json::string_view(redact::span_name(s.what))},
                                     {"role", json::string_view(redact::name(s.who))},
                                     {"rule", s.rule},
                                     {"kept", s.kept}});
    }
    json::object out;
    if (auto const* id = question.if_contains("id")) out["id"] = *id;
    out["text"] = found.result.text.str();
    out["spans"] = std::move(spans);
    if (found.result.held) out["held"] = found.result.held_reason;
    return out;
}

}  // namespace

int run_redact_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
    auto const chosen = parse(args, err);
    if (!chosen) return 2;
    if (chosen->help) {
        out << usage;
        return 0;
    }
    auto const engine = redact::make_inspecting_engine();
    bool failed = false;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        boost::system::error_code broken;
        auto const value = json::parse(line, broken);
        auto const* object = broken ? nullptr : value.if_object();
        auto const* text = object == nullptr ? nullptr : object->if_contains("text");
        if (text == nullptr || !text->is_string()) {
            err << "earshot redact: line " << number << ": "
                << (broken              ? "no JSON"
                    : object == nullptr ? "no JSON object"
                                        : "no \"text\" that is a string")
                << '\n';
            failed = true;
            continue;
        }
        out << json::serialize(answer(*object, *engine, chosen->how)) << '\n';
    }
    out.flush();
    if (!out) {
        err << "earshot redact: cannot write\n";
        return 1;
    }
    return failed ? 1 : 0;
}

}  // namespace earshot::cli
