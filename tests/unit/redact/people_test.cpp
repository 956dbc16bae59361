// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tests/unit/redact/say.hpp"

using namespace earshot::redact;
using namespace earshot::redact::test;

TEST_CASE("the reporter's own name is covered, everywhere in the message") {
    CHECK(shown("my name is Amina Khan") == "my name is [REPORTER]");
    CHECK(shown("my name is amina khan and i was spat at") == "my name is [REPORTER] and i was spat at");
    CHECK(shown("Hello, I'm Amina. They shouted at me.") == "Hello, I'm [REPORTER]. They shouted at me.");
    CHECK(shown("This is Zainab, I was on the bus") == "This is [REPORTER], I was on the bus");
    CHECK(shown("He hit me. Please help.\nKind regards,\nAmina Khan") ==
          "He hit me. Please help.\nKind regards,\n[REPORTER]");
    CHECK(shown("he hit me. thanks amina") == "he hit me. thanks [REPORTER]");
    CHECK(shown("They were waiting for Amina at the stop. My name is Amina Khan.") ==
          "They were waiting for [REPORTER] at the stop. My name is [REPORTER].");
    CHECK(shown("He shouted \"go home Amina\" at me") == "He shouted \"go home [REPORTER]\" at me");
    CHECK(shown("MY NAME IS AMINA KHAN") == "MY NAME IS [REPORTER]");
    CHECK(shown("My name is Hope") == "My name is [REPORTER]");
}

TEST_CASE("introductions in other languages") {
    struct line {
        char const* text;
        char const* shown;
    };
    for (auto const& [text, want] : std::vector<line>{
             {"me llamo Lucía Fernández", "me llamo [REPORTER]"},
             {"Mi nombre es Lucía", "Mi nombre es [REPORTER]"},
             {"o meu nome é João", "o meu nome é [REPORTER]"},
             {"je m'appelle Aïcha", "je m'appelle [REPORTER]"},
             {"je m’appelle Aïcha", "je m’appelle [REPORTER]"},
             {"fy enw i yw Siân", "fy enw i yw [REPORTER]"},
             {"nazywam się Łukasz Nowak", "nazywam się [REPORTER]"},
             {"mam na imię Zofia", "mam na imię [REPORTER]"},
             {"اسمي فاطمة", "اسمي [REPORTER]"},
             {"magacaygu waa Xaliimo", "magacaygu waa [REPORTER]"},
             {"আমার নাম রহিমা", "আমার নাম [REPORTER]"},
             {"amar naam Rahima", "amar naam [REPORTER]"},
             {"mi numero es 07700 900123", "mi numero es [PHONE-1]"},
         }) {
        INFO(text);
        CHECK(shown(text) == want);
    }
}

TEST_CASE("kin keep their relation and lose their name") {
    CHECK(shown("my son Adam was hit") == "my son [RELATIVE-1: son] was hit");
    CHECK(shown("my daughter, Zainab, is scared") == "my daughter, [RELATIVE-1: daughter], is scared");
    CHECK(shown("my late husband Tariq") == "my late husband [RELATIVE-1: husband]");
    CHECK(shown("my mum is scared") == "my mum is scared");
}

TEST_CASE("who did it and who is on duty stay readable; the rest are numbered") {
    CHECK(shown("the man called Gary Smith did it") == "the man called Gary Smith did it");
    CHECK(shown("Gary punched me in the face") == "Gary punched me in the face");
    CHECK(shown("PC Wilson took my statement") == "PC Wilson took my statement");
    CHECK(shown("Mr Hussain saw it, ask Mr Hussain or Mrs Begum") ==
          "Mr [PERSON-1] saw it, ask Mr [PERSON-1] or Mrs [PERSON-2]");
    policy partner;
    partner.level = level::partner;
    CHECK(shown("the man called Gary Smith did it", partner) == "the man called [PERPETRATOR-1] did it");
}

TEST_CASE("what a person is, slurs and quoted abuse are never covered") {
    for (auto const* kept :
         {"I am Muslim", "I'm Jewish and gay", "I am a trans woman", "He called me a Paki", "I am Black British",
          "they shouted go back to Pakistan", "I'm Polish from London", "he said Islam is evil",
          "This is England he said", "I'm scared", "They called us Gypsies on Saturday",
          "It started with Ramadan last week", "He called me Bin Laden and spat",
          "They called me ching chong on the tram", "He said Brexit means we must go", "in a Millwall shirt",
          "PC 4471 Hughes took it down", "we are Christian", "it was Monday in May"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
}

TEST_CASE("a name the case knows is covered in every later message") {
    case_knowledge knows;
    CHECK(strip("my name is Amina Khan", knows).text.str() == "my name is [REPORTER]");
    auto restored = case_knowledge::from_json(knows.to_json());
    CHECK(strip("they know amina, Khan's car, the Khans and amnia", restored).text.str() ==
          "they know [REPORTER], [REPORTER]'s car, the [REPORTER] and [REPORTER]");
}

TEST_CASE("a name from the envelope is the reporter's") {
    case_knowledge knows;
    auto const out = built_in().strip("Hello\nplease help\nOluwaseun", {}, knows, {"Oluwaseun Adeyemi"}, 0);
    CHECK(out.text.str() == "Hello\nplease help\n[REPORTER]");
    CHECK(built_in().strip("adeyemi family", {}, knows, {}, 0).text.str() == "[REPORTER] family");
}

TEST_CASE("the same person has the same number in the whole case") {
    case_knowledge knows;
    strip("spoke to Ahmed Hussain about it", knows);
    CHECK(contains(strip("then Mr Hussain rang", knows).text.str(), "-1]"));
    CHECK(contains(strip("and Mrs Okafor too", knows).text.str(), "[PERSON-2]"));
}

TEST_CASE("names that no list has are told by their letters, and everyday words of other languages are not") {
    CHECK(shown("Brzozowska-Lindqvistova told us to go home") != "Brzozowska-Lindqvistova told us to go home");
    CHECK(shown("the letter was from eric g. samoilovska at the council") ==
          "the letter was from [PERSON-1] at the council");
    CHECK(shown("Halldora: what do you want\nme: nothing") == "[PERSON-1]: what do you want\nme: nothing");
    CHECK(shown("it was Dale and Morales who saw it") == "it was [PERSON-1] and [PERSON-2] who saw it");
    for (auto const* kept :
         {"wczoraj wieczorem na przystanku trzech mezczyzn mnie popchnelo", "me gritaron en la parada del autobus",
          "ils ont crie devant la mosquee hier soir", "eles gritaram na rua ontem a noite",
          "he drove off in a blue van reg unknown towards Harehills", "the Masjid on Green Lane was attacked"}) {
        INFO(kept);
        CHECK(shown(kept) == kept);
    }
}

TEST_CASE("names of one syllable each are covered whole") {
    for (auto const* name :
         {"Le Thi Hoa", "le thi hoa", "Wong Kar Ho", "wong kar ho", "Chow Yee Man", "ngo quang dat", "Phan Thi My"}) {
        INFO(name);
        CHECK(shown("Hello, my name is " + std::string(name) + ".") == "Hello, my name is [REPORTER].");
        CHECK(shown("Kind regards,\n" + std::string(name)) == "Kind regards,\n[REPORTER]");
    }
    CHECK(shown("he is my man and so long to him") == "he is my man and so long to him");
}

TEST_CASE("a name ends with its sentence") {
    CHECK(shown("It was near Rye Lane. Helpline can contact me.") == "It was near Rye Lane. Helpline can contact me.");
    CHECK(shown("I was there with Omar Haddad. Yusuf Karimi ran away.") ==
          "I was there with [PERSON-1]. [PERSON-2] ran away.");
    CHECK(shown("I saw Ana Lane. She ran.") == "I saw [PERSON-1]. She ran.");
}
