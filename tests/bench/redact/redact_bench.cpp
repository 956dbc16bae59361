// SPDX-License-Identifier: Apache-2.0
// How fast redaction is: the whole pipeline beside RE2::Set with the same kinds of patterns (which only says whether
// something is there), on the same bytes in the same run. redact_bench DATA_DIR
#include "gateway/redact/inspect.hpp"

#include <boost/json.hpp>
#include <re2/set.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace earshot::redact;

constexpr int rounds = 7;

double cpu_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::vector<std::string> texts(std::string const& path) {
    std::ifstream in(path);
    if (!in) throw std::runtime_error("cannot read " + path);
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.emplace_back(boost::json::parse(line).at("text").as_string());
    return out;
}

// Joined with blanks and cut into pieces of about `size` bytes, at blanks.
std::vector<std::string> pieces(std::vector<std::string> const& all, std::size_t size) {
    std::vector<std::string> out;
    std::string piece;
    for (auto const& t : all) {
        piece += t + " ";
        while (piece.size() >= size) {
            auto const cut = std::min(piece.find(' ', size - 1), piece.size() - 1);
            out.push_back(piece.substr(0, cut));
            piece.erase(0, cut + 1);
        }
    }
    return out;
}

RE2::Set patterns() {
    RE2::Options options;
    options.set_max_mem(256 << 20);
    options.set_log_errors(false);
    RE2::Set set(options, RE2::UNANCHORED);
    for (auto const* p :
         {R"(\b(?:\+44\s?(?:\(0\))?\s?|0044\s?|\(?0)\d{2,4}\)?(?:[\s.-]?\d{2,4}){2,3}\b)",
          R"(\+[1-9]\d{0,2}[\s.-]?(?:\(?\d{1,4}\)?[\s.-]?){2,5}\d{2,4}\b)",
          R"((?i)\b[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}\b)",
          R"((?i)[\w.]+\s?(?:\(at\)|\[at\]| at )\s?[\w-]+\s?(?:\(dot\)|\[dot\]| dot )\s?\w+)",
          R"((?i)\b(?:https?://|www\.)[^\s<>"']{3,200})",
          R"((?i)\b[a-z0-9-]+\.(?:com|org|net|uk|io|me|co|info|de|fr)\b)",
          R"((?:^|[\s(])@\w{3,30}\b)",
          R"((?i)\b(?:insta|ig|snap|tiktok|telegram|discord|whatsapp|fb|x)[:\s]+\w{3,30})",
          R"(\b(?:\d{1,3}\.){3}\d{1,3}\b)",
          R"((?i)\b(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,7}\b)",
          R"((?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b)",
          R"((?i)\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)",
          R"(\b\d{1,4}[a-z]? (?:[A-Z]\w+ ){1,3}(?:Street|Road|Lane|Avenue|Close|Drive|Way|Court|Place|Row|Walk)\b)",
          R"((?i)\bflat \d{1,4}\b)",
          R"((?i)\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b)",
          R"(\b\d{3}[\s-]?\d{3}[\s-]?\d{4}\b)",
          R"((?i)\b[A-Z9]{5}\d{6}[A-Z9]{2}[A-Z0-9][A-Z]{2}\b)",
          R"((?i)passport\D{0,20}\d{9}\b)",
          R"((?i)\b[A-Z]{2}\d{2} ?[A-Z]{3}\b)",
          R"(\b\d{2}-\d{2}-\d{2}\b.{0,20}\b\d{8}\b)",
          R"((?i)\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b)",
          R"(\b(?:\d[ -]?){12,18}\d\b)",
          R"((?i)\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b)",
          R"((?i)\b\d{1,3} ?(?:yo|years? old)\b)",
          R"((?i:my name is|i am|i'm|this is|call me) [A-Z]\w+)",
          R"(\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Imam|Rabbi|Rev)\.? [A-Z]\w+)",
          R"((?i:\bmy (?:son|daughter|husband|wife|mum|dad|brother|sister)) [A-Z]\w+)",
          R"(-?\d{1,2}\.\d{3,}, ?-?\d{1,3}\.\d{3,})",
          R"(///[a-z]{3,20}\.[a-z]{3,20}\.[a-z]{3,20}\b)",
          R"((?i)\b(?:crime|incident|cad|log|urn|ref|case)\W{1,8}[A-Z0-9/-]{4,16}\b)",
          R"((?i)\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)[\s-]?){6,})"}) {
        std::string error;
        if (set.Add(p, &error) < 0) throw std::runtime_error(error);
    }
    if (!set.Compile()) throw std::runtime_error("RE2::Set: out of memory");
    return set;
}

void compare(char const* what, std::vector<std::string> const& all, inspecting_engine const& engine,
             RE2::Set const& set) {
    std::size_t bytes = 0;
    for (auto const& t : all) bytes += t.size();
    // The best of some rounds of each, in turn: what else runs on the machine can only slow them.
    double ours = 1e9, theirs = 1e9;
    std::size_t covers = 0, hits = 0;
    for (int round = 0; round < rounds; ++round) {
        auto start = cpu_seconds();
        covers = 0;
        for (auto const& t : all) {
            case_knowledge knows;
            covers += engine.strip(t, {}, knows, {}, 0).covers.size();
        }
        ours = std::min(ours, cpu_seconds() - start);
        start = cpu_seconds();
        hits = 0;
        for (auto const& t : all) {
            std::vector<int> which;
            hits += set.Match(t, &which) ? 1 : 0;
        }
        theirs = std::min(theirs, cpu_seconds() - start);
    }
    auto const rate = [&](double seconds) { return static_cast<double>(bytes) / 1e6 / seconds; };
    std::printf(
        "%-22s %7zu texts %6.2f MB: whole pipeline %6.2f MB/s (%zu covers); RE2::Set, which match %6.2f MB/s (%zu)\n",
        what, all.size(), static_cast<double>(bytes) / 1e6, rate(ours), covers, rate(theirs), hits);
}

void latency(std::vector<std::string> const& all, inspecting_engine const& engine) {
    std::vector<double> micros;
    for (auto const& t : all) {
        case_knowledge knows;
        auto const begin = std::chrono::steady_clock::now();
        auto const out = engine.strip(t, {}, knows, {}, 0);
        auto const end = std::chrono::steady_clock::now();
        micros.push_back(std::chrono::duration<double, std::micro>(end - begin).count() + (out.held ? 0 : 0));
    }
    std::sort(micros.begin(), micros.end());
    std::printf("160-byte texts: p50 %.1f us, p99 %.1f us (%zu texts)\n", micros[micros.size() / 2],
                micros[micros.size() * 99 / 100], micros.size());
}

long resident_kb() {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
}

void run(std::string const& dir) {
    auto const start = cpu_seconds();
    auto const engine = make_inspecting_engine();
    std::printf("start %.3f s\n", cpu_seconds() - start);
    auto const set = patterns();
    auto const sms = texts(dir + "/sms_silver_dev.jsonl");
    auto const tweets = texts(dir + "/btc_dev.jsonl");
    auto const reports = texts(dir + "/synth_dev.jsonl");
    latency(pieces(sms, 160), *engine);
    compare("SMS as they are", sms, *engine, set);
    compare("tweets as they are", tweets, *engine, set);
    compare("dense (synthetic)", reports, *engine, set);
    compare("SMS, 160-byte pieces", pieces(sms, 160), *engine, set);
    compare("SMS, 4 KB pieces", pieces(sms, 4096), *engine, set);
    compare("SMS, 64 KB pieces", pieces(sms, 65536), *engine, set);
    std::printf("resident %ld MB\n", resident_kb() / 1024);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        run(argc > 1 ? argv[1] : EARSHOT_SOURCE_DIR "/tests/privacy/data");
    } catch (std::exception const& e) {
        std::fprintf(stderr, "redact_bench: %s\n", e.what());
        return 1;
    }
    return 0;
}
