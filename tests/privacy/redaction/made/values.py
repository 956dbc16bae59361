# SPDX-License-Identifier: Apache-2.0
"""Values of identifiers in the ways that people write them. Numbers belong to nobody: phones from Ofcom's drama ranges,
NHS numbers from the test range 999. The same seed gives the same values with every Python."""

MASK = (1 << 64) - 1


class Dice:  # splitmix64 (Steele, Lea, Flood 2014)
    def __init__(self, seed):
        self.state = seed & MASK

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % n

    def of(self, items):
        return items[self.below(len(items))]

    def digits(self, n):
        return "".join(str(self.below(10)) for _ in range(n))


# Streets as the UK has them, open half and kept half.
STREETS = {
    "open": ["Oak Road", "High Street", "Station Road", "Church Lane", "Victoria Avenue", "Mill Close", "Park View",
             "St John's Terrace", "King's Crescent", "Upper Tollington Park", "Manor Drive", "Albert Mews", "The Green",
             "The Crescent", "Broadway", "Kingsway", "Eastgate", "Heol y Bryn", "Ffordd Las", "Harrow Rd", "Bath St",
             "Elm Gdns", "Priory Ct", "Chapel Hill", "Old Kent Road", "Queens Walk", "Windmill Rise", "West End Lane"],
    "kept": ["Acacia Grove", "Lower Bridge Street", "Nelson Way", "Cathedral Square", "St Mary's Place", "Holly Bank",
             "Thornhill Parade", "Castle Wynd", "Brae Head Road", "Cheapside", "Parkside", "The Avenue", "The Ridings",
             "Northgate", "Queensway", "Lon Fawr", "Stryd y Farchnad", "Leith Walk", "Moss Side Ln", "Tower Ave",
             "Orchard Cl", "Wharf Rd", "Byron Cres", "Sandy Row", "Bishop's Court", "Copper Beech Drive", "Long Meadow",
             "Hackney Road"],
}
HOUSES = {"open": ["Rose Cottage", "Kestrel House", "Milton Court", "Tower Block A"],
          "kept": ["Ivy Cottage", "Falcon House", "Burns Court", "Trellick Heights"]}
TOWNS = {"open": ["Leeds", "Bradford", "Luton", "Cardiff"], "kept": ["Leicester", "Hull", "Glasgow", "Swansea"]}


def address(dice, half):
    """The text, and how much of it (from its start) is the home."""
    street = dice.of(STREETS[half])
    n = str(1 + dice.below(240))
    f = str(1 + dice.below(60))
    letter = dice.of("abcd")
    forms = [f"{n} {street}", f"{n} {street}", f"{n}{letter} {street}", f"Flat {f}, {n} {street}", f"flat {f} {n} {street}",
             f"no {n} {street}", f"number {n} {street}", f"No. {n} {street}", f"{n}, {street}", f"{n}/{f} {street}",
             f"Flat {f}{letter} {n} {street}", f"Flat {f}, {dice.of(HOUSES[half])}, {street}",
             f"{f} {dice.of(HOUSES[half])}, {n} {street}", f"Apartment {f}, {n} {street}", f"Room {f}, {n} {street}",
             f"{dice.of(HOUSES[half])}, {street}"]
    home = dice.of(forms)
    case = dice.below(10)
    home = home.lower() if case < 4 else home.upper() if case == 4 else home
    tail = dice.of(["", "", "", ", " + dice.of(TOWNS[half]), " " + dice.of(TOWNS[half])])
    return home + tail, len(home)


AREAS = {"open": ["LS", "M", "B", "SW", "E", "SE", "BD", "CF", "G", "NE", "N", "W", "LE", "EH", "BT"],
         "kept": ["L", "S", "NW", "HX", "NG", "BS", "SA", "PL", "CV", "OL", "CR", "RM", "DE", "AB", "IP"]}


def postcode(dice, half):
    area = dice.of(AREAS[half])
    out = area + str(1 + dice.below(28))
    if area in ("SW", "E", "N", "W", "SE", "NW") and dice.below(4) == 0:
        out = area + "1" + dice.of("AHVWX" if area in ("SW", "E", "SE") else "CAHW")
    tail = str(dice.below(10)) + dice.of("ABDEFGHJLNPQRSTUWXYZ") + dice.of("ABDEFGHJLNPQRSTUWXYZ")
    join = dice.of([" ", " ", " ", " ", "", "", "  ", "-"])
    text = out + join + tail
    return text.lower() if dice.below(3) == 0 else text


def nhs(dice, half):
    while True:
        d = "999" + dice.digits(6)
        check = 11 - sum(int(c) * (10 - i) for i, c in enumerate(d)) % 11
        if check != 10:
            break
    d += "0" if check == 11 else str(check)
    return dice.of([d, f"{d[:3]} {d[3:6]} {d[6:]}", f"{d[:3]} {d[3:6]} {d[6:]}", f"{d[:3]}-{d[3:6]}-{d[6:]}",
                    f"{d[:3]}.{d[3:6]}.{d[6:]}", f"{d[:3]} {d[3:]}", " ".join(d), f"{d[:5]} {d[5:]}"])


def nino(dice, half):
    while True:
        p = dice.of("ABCEGHJKLMNOPRSTWXYZ") + dice.of("ABCEGHJKLMNPRSTWXYZ")
        if p not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            break
    d = dice.digits(6)
    s = dice.of("ABCD")
    text = dice.of([p + d + s, p + d + s, f"{p} {d[:2]} {d[2:4]} {d[4:]} {s}", f"{p} {d[:2]} {d[2:4]} {d[4:]} {s}",
                    f"{p} {d} {s}", f"{p}{d[:2]} {d[2:4]} {d[4:]}{s}", f"{p}-{d[:2]}-{d[2:4]}-{d[4:]}-{s}", f"{p} {d}{s}"])
    return text.lower() if dice.below(3) == 0 else text


WORDS = {"open": {"0": ["zero", "oh", "o", "nought"], "1": ["one"], "2": ["two"], "3": ["three"], "4": ["four"],
                  "5": ["five"], "6": ["six"], "7": ["seven"], "8": ["eight"], "9": ["nine"]},
         "kept": {"0": ["zero", "oh", "nil", "naught"], "1": ["one", "won"], "2": ["two", "too"], "3": ["three", "thre"],
                  "4": ["four", "fore"], "5": ["five", "fiv"], "6": ["six"], "7": ["seven", "sevn"],
                  "8": ["eight", "ate"], "9": ["nine"]}}
OTHERS = {"open": ["cero uno dos tres cuatro cinco seis siete ocho nueve", "zero un deux trois quatre cinq six sept huit neuf"],
          "kept": ["zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec",
                   "zero um dois tres quatro cinco seis sete oito nove"]}
SIGNS = {"open": [".", "-", "/", "_", "*", ",", " . ", " - ", "\U0001F600", "|"],
         "kept": ["~", "..", " / ", "--", "+", ":", ";", "\u2022", "\U0001F44D", " _ ", "'"]}
ALPHABETS = {"open": ["０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"],
             "kept": ["०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "⁰¹²³⁴⁵⁶⁷⁸⁹", "۰۱۲۳۴۵۶۷۸۹", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"]}


def number(dice):
    return dice.of(["07700900" + dice.digits(3), "07700900" + dice.digits(3), "02079460" + dice.digits(3),
                    "01632960" + dice.digits(3)])


def spoken(dice, d, half, doubles):
    out, i = [], 0
    while i < len(d):
        run = 1
        while i + run < len(d) and d[i + run] == d[i] and run < 3:
            run += 1
        if doubles and run > 1 and dice.below(3):
            out.append(("double " if run == 2 else "triple ") + dice.of(WORDS[half][d[i]]))
            i += run
        else:
            out.append(dice.of(WORDS[half][d[i]]))
            i += 1
    return out


def disguised(dice, half):
    d = number(dice)
    kind = dice.below(10)
    if kind == 0:
        return " ".join(spoken(dice, d, half, False))
    if kind == 1:
        return dice.of([" ", ", ", "-"]).join(spoken(dice, d, half, True))
    if kind == 2:
        return dice.of(SIGNS[half]).join(d)
    if kind == 3:
        sign = dice.of(SIGNS[half])
        return sign.join([d[:5], d[5:8], d[8:]])
    if kind == 4:  # letters for figures
        return "".join(dice.of({"0": "Oo0", "1": "lI1", "5": "S55"}.get(c, c)) for c in d)
    if kind == 5:  # one figure in two as a word
        return "".join(dice.of(WORDS["open"][c]) if i % 3 == 1 else c for i, c in enumerate(d))
    if kind == 6:
        figures = dice.of(ALPHABETS[half])
        return "".join(figures[int(c)] for c in d)
    if kind == 7:
        hidden = dice.of(["\u200b", "\u200d", "\u2060", "\u00ad"] if half == "open" else ["\ufeff", "\u200e", "\u034f", "\u180e"])
        return hidden.join(d)
    if kind == 8:
        words = dice.of(OTHERS[half]).split(" ")
        return " ".join(words[int(c)] for c in d)
    return (" ".join(spoken(dice, d[:5], "open", True)) + " " + d[5:]) if half == "open" else (
        d[:5] + " " + " ".join(spoken(dice, d[5:], "open", True)))
