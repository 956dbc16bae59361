// SPDX-License-Identifier: Apache-2.0
#include "gateway/cli/erase_command.hpp"

#include "gateway/cli/ask_gateway.hpp"
#include "gateway/cli/options.hpp"
#include "gateway/cli/private_memory.hpp"
#include "gateway/domain/private_text.hpp"

#include <boost/json.hpp>

#include <istream>
#include <ostream>

namespace earshot::cli {
namespace {

constexpr char help[] =
    "usage: earshot erase [CODE] [--config FILE]\n\n"
    "Wipes what a person reported, for whoever holds its code: the conversation's key first, then its words, its record\n"
    "and the address. The gateway must be running; run this as its user. Prints the receipt, which stands in the audit\n"
    "log without saying whose it was.\n\n"
    "Without CODE it is asked for, or read from the first line of standard input. Prefer that: a CODE on the command\n"
    "line is overwritten in the list of processes as soon as this starts, but the shell's history keeps it.\n";

constexpr std::chrono::milliseconds longest_wait{20'000};

}  // namespace

int run_erase_command(std::vector<std::string> args, std::istream& in, std::ostream& out, std::ostream& err) {
    if (take_flag(args, "help")) {
        out << help;
        return 0;
    }
    auto const file = take_config(args);
    if (!file || args.size() > 1) {
        err << help;
        return 2;
    }
    keep_memory_private();
    auto code = args.empty() ? read_secret_line(in, err, "Code: ") : std::move(args.front());
    if (code.empty()) {
        err << help;
        return 2;
    }
    std::vector<config::mistake> mistakes;
    auto const settings = config::load_settings(*file, mistakes);
    if (!mistakes.empty()) {
        print(mistakes, err);
        return 1;
    }
    auto body = boost::json::serialize(boost::json::object{{"code", code}});
    wipe(code);
    auto const answer = ask_gateway(settings, "/erase", std::move(body), longest_wait, err);
    if (!answer) return 1;
    if (answer->status != 200) {
        err << "not erased: " << error_of(*answer) << "\n";
        return 1;
    }
    auto const said = boost::json::parse(answer->body).as_object();
    bool const done = said.at("done").as_bool();
    out << (done ? "erased" : "accepted, and being erased") << "\nreceipt " << said.at("receipt").as_string().c_str() << "\n";
    return 0;
}

}  // namespace earshot::cli
