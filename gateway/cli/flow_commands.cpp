// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/flow_commands.hpp"

#include "gateway/domain/gsm7.hpp"
#include "gateway/flow/flow.hpp"

#include <boost/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <istream>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr int fine = 0;
constexpr int bad_flow = 1;
constexpr int bad_command = 2;

struct asked {
    std::string file;
    std::string medium_name{"sms"};
    bool json{};
    bool svg{};
};

int usage(std::ostream& err, int code = bad_command) {
    err << "usage: earshot flow lint [--json] FILE\n"
           "       earshot flow try FILE [--medium sms|chat|mail]\n"
           "       earshot flow draw FILE [--svg]\n"
           "       earshot flow strings FILE\n";
    return code;
}

std::optional<std::string> read_file(std::string const& name) {
    std::ifstream in(name, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void print(flow::loaded const& l, std::string const& file, std::ostream& out) {
    for (auto const& f : l.findings)
        out << file << ":" << f.line << ": " << (f.fatal ? "error" : "warning") << ": " << f.message << " [" << f.rule
            << "]\n";
}

void print_json(flow::loaded const& l, std::ostream& out) {
    boost::json::array list;
    for (auto const& f : l.findings)
        list.push_back(
            boost::json::object{{"line", f.line}, {"fatal", f.fatal}, {"rule", f.rule}, {"message", f.message}});
    out << boost::json::serialize(boost::json::object{{"usable", l.flow != nullptr}, {"findings", std::move(list)}})
        << "\n";
}

void show(say const& s, medium how, std::ostream& out) {
    out << "< " << s.text_id;
    if (how == medium::sms) {
        auto const m = gsm7::measure(s.text);
        out << " (" << m.units << (m.gsm7 ? " septets, " : " UCS-2 units, ") << m.segments
            << (m.segments == 1 ? " part)" : " parts)");
    }
    out << "\n";
    for (std::size_t at = 0; at <= s.text.size();) {
        auto const end = std::min(s.text.find('\n', at), s.text.size());
        out << "    " << s.text.substr(at, end - at) << "\n";
        at = end + 1;
    }
    for (auto const& c : s.choices) out << "    [" << c.send << "] " << c.label << "\n";
}

struct effect_printer {
    medium how;
    std::ostream& out;
    void operator()(say const& s) const { show(s, how, out); }
    void operator()(file_record const& f) const { out << "! file " << f.completeness << "\n"; }
    void operator()(raise_alert const& a) const { out << "! alert " << a.kind << "\n"; }
    void operator()(remember_code const& c) const { out << "! code " << c.code << "\n"; }
    void operator()(follow_code const& c) const { out << "! follow " << c.code << "\n"; }
    void operator()(forget_address const&) const { out << "! forget address\n"; }
    void operator()(forget_everything const&) const { out << "! forget everything\n"; }
    void operator()(mute const&) const { out << "! mute\n"; }
    void operator()(unmute const&) const { out << "! unmute\n"; }
    void operator()(begin_again const&) const { out << "! new conversation\n"; }
};

// "@+20m", "@+90s", "@+1h", "@+1d".
std::optional<std::chrono::seconds> clock_line(std::string const& line) {
    if (!line.starts_with("@+") || line.size() < 4) return std::nullopt;
    long n = 0;
    auto const* end = line.data() + line.size() - 1;
    auto const [at, error] = std::from_chars(line.data() + 2, end, n);
    if (error != std::errc() || at != end || n < 0 || n > 1'000'000) return std::nullopt;
    switch (line.back()) {
        case 's': return std::chrono::seconds(n);
        case 'm': return std::chrono::minutes(n);
        case 'h': return std::chrono::hours(n);
        case 'd': return std::chrono::days(n);
        default: return std::nullopt;
    }
}

int try_out(flow::script const& script, medium how, std::istream& in, std::ostream& out) {
    instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::hours{12}};
    auto c = flow::open(script, how, now);
    auto const happen = [&](occurrence what) {
        auto r = flow::step(script, std::move(c), {std::move(what), now, "K7M3Q-9TX4R"});
        c = std::move(r.next);
        for (auto const& e : r.effects) std::visit(effect_printer{how, out}, e);
        if (std::any_of(r.effects.begin(), r.effects.end(),
                        [](auto const& e) { return std::holds_alternative<begin_again>(e); }))
            c = flow::open(script, how, now);
    };
    // Redaction is another part of the gateway: here a person's own words are shown to themselves, and only once.
    std::string letter;
    std::string line;
    auto const tell = [&](std::string const& text) {
        said s;
        s.raw = text;
        s.clean = redact::stamp::clean(text);
        happen(std::move(s));
    };
    while (std::getline(in, line)) {
        if (auto const later = clock_line(line)) {
            auto const until = now + *later;
            for (int i = 0; i < 100 && c.wake_at && *c.wake_at <= until; ++i) {
                now = std::max(now, *c.wake_at);
                happen(timer_fired{});
            }
            now = until;
        } else if (how == medium::mail && line != ".") {
            letter += (letter.empty() ? "" : "\n") + line;  // a mail ends at a line with a dot alone
        } else {
            tell(how == medium::mail ? letter : line);
            letter.clear();
        }
    }
    if (!letter.empty()) tell(letter);
    return fine;
}

// `dot` reads the graph from a pipe; its own output goes to a temporary file that is read back.
int draw_svg(std::string const& dot, std::ostream& out, std::ostream& err) {
    char name[] = "/tmp/earshot-flow-XXXXXX";
    int const fd = mkstemp(name);
    if (fd < 0) {
        err << "cannot make a temporary file\n";
        return bad_command;
    }
    close(fd);
    auto const command = "dot -Tsvg -o " + std::string(name);
    struct closer {
        void operator()(std::FILE* f) const { pclose(f); }
    };
    std::unique_ptr<std::FILE, closer> pipe(popen(command.c_str(), "w"));
    bool ok = pipe != nullptr && std::fwrite(dot.data(), 1, dot.size(), pipe.get()) == dot.size();
    if (pipe) ok = pclose(pipe.release()) == 0 && ok;
    if (ok)
        out << read_file(name).value_or("");
    else
        err << "the program `dot` (package graphviz) could not draw it\n";
    std::remove(name);
    return ok ? fine : bad_command;
}

}  // namespace

int run_flow_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
    if (args.empty()) return usage(err);
    if (args[0] == "--help" || args[0] == "-h") return usage(out, fine);
    auto const& what = args[0];
    asked a;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "--json" && what == "lint")
            a.json = true;
        else if (args[i] == "--svg" && what == "draw")
            a.svg = true;
        else if (args[i] == "--medium" && what == "try" && i + 1 < args.size())
            a.medium_name = args[++i];
        else if (a.file.empty() && !args[i].starts_with("--"))
            a.file = args[i];
        else
            return usage(err);
    }
    bool const known = what == "lint" || what == "try" || what == "draw" || what == "strings";
    if (!known || a.file.empty()) return usage(err);
    medium how = medium::sms;
    if (a.medium_name == "chat")
        how = medium::chat;
    else if (a.medium_name == "mail")
        how = medium::mail;
    else if (a.medium_name != "sms")
        return usage(err);

    auto const text = read_file(a.file);
    if (!text) {
        err << a.file << ": cannot be read\n";
        return bad_command;
    }
    auto const loaded = flow::load(*text, a.file);
    if (what == "lint") {
        if (a.json)
            print_json(loaded, out);
        else
            print(loaded, a.file, out);
        if (!a.json && loaded.findings.empty()) out << a.file << ": fine\n";
        return loaded.flow ? fine : bad_flow;
    }
    if (!loaded.flow) {
        print(loaded, a.file, err);
        return bad_flow;
    }
    if (what == "try") return try_out(*loaded.flow, how, in, out);
    if (what == "draw") {
        auto const dot = flow::draw(*loaded.flow);
        if (a.svg) return draw_svg(dot, out, err);
        out << dot;
        return fine;
    }
    out << "id\tmedium\tsize\tparts\talphabet\ttext\n";
    for (auto const& t : flow::texts(*loaded.flow))
        out << t.id << '\t' << t.medium << '\t' << t.septets << '\t' << t.segments << '\t' << (t.gsm7 ? "gsm7" : "ucs2")
            << '\t' << t.text << '\n';
    return fine;
}

}  // namespace earshot::cli
