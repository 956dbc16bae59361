// SPDX-License-Identifier: Apache-2.0
// Every row of config/lists/redact/cues.tsv does what it says, and sentences of each language as people write them.
#include "generated/redact_assets.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

namespace {

struct row {
    std::string language, cue, phrase;
};

std::vector<row> rows() {
    std::vector<row> out;
    std::string_view text = redact_asset("cues.tsv");
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.empty() || line[0] == '#') continue;
        auto const first = line.find('\t');
        auto const second = line.find('\t', first + 1);
        out.push_back({std::string(line.substr(0, first)), std::string(line.substr(first + 1, second - first - 1)),
                       std::string(line.substr(second + 1))});
    }
    return out;
}

// A name in the writing of the language.
std::string name_in(row const& r) {
    bool const latin = static_cast<unsigned char>(r.phrase[0]) < 0x80;
    if (latin) return "Khadija";
    if (r.language == "bn") return "রহিমা";
    if (r.language == "hi") return "सुनीता";
    if (r.language == "pa") return "ਸੁਨੀਤਾ";
    return "فاطمة";
}

struct check {
    char const* cue;
    char const* value;  // what the cue alone explains; "": a name
    char const* shown;
};

constexpr check checks[] = {
    {"self_name", "", "[REPORTER]"},           {"weak_self_name", "", "[REPORTER]"},
    {"phone", "5550123", "[PHONE-1]"},         {"email", "khadija at gmail", "[EMAIL-1]"},
    {"address", "Cowper Lane", "[ADDRESS-1]"}, {"handle", "zebra_x9", "[HANDLE-1]"},
    {"born", "12/05/1985", "[DOB]"},
};

}  // namespace

TEST_CASE("every row of the cue table covers what it announces") {
    std::size_t tried = 0;
    for (auto const& r : rows()) {
        for (auto const& c : checks) {
            if (r.cue != c.cue) continue;
            auto const value = *c.value == '\0' ? name_in(r) : std::string(c.value);
            auto const text = r.phrase + " " + value;
            INFO(r.language << " " << r.cue << ": " << text << " -> " << shown(text));
            CHECK_FALSE(contains(shown(text), value));
            CHECK(contains(shown(text), "["));
            ++tried;
        }
    }
    CHECK(tried > 300);
}

TEST_CASE("people write in many languages") {
    struct line {
        char const* text;
        char const* shown;
    };
    constexpr line const lines[] = {
        {"hola me llamo Lucía Fernández y mi numero es 07700 900123",
         "hola me llamo [REPORTER] y mi numero es [PHONE-1]"},
        {"mi hijo Mateo fue golpeado", "mi hijo [RELATIVE-1: hijo] fue golpeado"},
        {"mi número: cero siete siete cero cero nueve cero cero uno dos tres", "mi número: [PHONE-1]"},
        {"vivo en 14 Oak Road y tengo miedo", "vivo en [ADDRESS-1] y tengo miedo"},
        {"meu nome é João Pereira, ligue para 07700 900123", "meu nome é [REPORTER], ligue para [PHONE-1]"},
        {"a minha filha Beatriz tem medo", "a minha filha [RELATIVE-1: filha] tem medo"},
        {"je m'appelle Aïcha Benali et j'habite au 14 Oak Road", "je m'appelle [REPORTER] et j'habite au [ADDRESS-1]"},
        {"mon frère Karim a été frappé", "mon frère [RELATIVE-1: frere] a été frappé"},
        {"rappelez-moi au 07700 900123 svp", "rappelez-moi au [PHONE-1] svp"},
        {"fy enw i yw Siân Llewellyn, ffoniwch fi ar 07700 900123", "fy enw i yw [REPORTER], ffoniwch fi ar [PHONE-1]"},
        {"dw i'n byw ar Heol y Bryn", "dw i'n byw ar [ADDRESS-1]"},
        {"mam na imię Zofia Wiśniewska, mieszkam przy 14 Oak Road",
         "mam na imię [REPORTER], mieszkam przy [ADDRESS-1]"},
        {"mój brat Tomasz krzyczał", "mój brat [RELATIVE-1: brat] krzyczał"},
        {"proszę dzwonić pod 07700 900123", "proszę dzwonić pod [PHONE-1]"},
        {"اسمي فاطمة الحسن ورقمي ٠٧٧٠٠٩٠٠١٢٣", "اسمي [REPORTER] ورقمي [PHONE-1]"},
        {"رقم هاتفي ٠٧٧٠٠ ٩٠٠ ١٢٣", "رقم هاتفي [PHONE-1]"},
        {"magacaygu waa Hodan Jama, iga soo wac 07700 900123", "magacaygu waa [REPORTER], iga soo wac [PHONE-1]"},
        {"আমার নাম রহিমা খাতুন, আমার ফোন নম্বর ০৭৭০০৯০০১২৩", "আমার নাম [REPORTER], আমার ফোন নম্বর [PHONE-1]"},
        {"amar naam Rahima Khatun, amar number 07700 900123", "amar naam [REPORTER], amar number [PHONE-1]"},
        {"mi correo es lucia arroba ejemplo punto org", "mi correo es [EMAIL-1]"},
        {"escribe a lucia@example.org o @lucia_f", "escribe a [EMAIL-1] o [HANDLE-1]"},
    };
    for (auto const& [text, want] : lines) {
        INFO(text);
        CHECK(shown(text) == want);
    }
}

TEST_CASE("ordinary sentences of other languages stay") {
    for (auto const* kept :
         {"me gritaron en la calle y me empujaron", "soy musulmana y tengo miedo",
          "vivo en Londres desde hace dos anos", "je suis musulmane et j'ai peur", "c'est la vie", "j'habite à Londres",
          "sou brasileira e tenho medo", "jestem z Polski", "jestem muzulmanka", "tu nie jest bezpiecznie",
          "mieszkam w Londynie", "rwyn byw yn Abertawe", "أنا خائفة", "أعيش في لندن", "waxaan ahay muslim", "আমি মুসলিম",
          "trabajo en una tienda", "pracuje w sklepie", "tengo mucho miedo"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
}
