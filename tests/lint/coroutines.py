#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads C++ as text and finds uses of co_await that some compilers turn into wrong code.

The rule, in four lines:
1. co_await stands alone, or is the whole right-hand side of a declaration or assignment, or follows co_return.
2. Arguments of an awaited or spawned call are names, literals, std::move(name), or calls of plain functions:
   no braces, no lambdas.
3. Default arguments of coroutines are scalars.
4. async_initiate is not called from inside a coroutine.

    coroutines.py [FOLDER-OR-FILE ...]   prints file:line and what to do; exit 1 when something was found
    coroutines.py --self-test            exit 1 when the lint itself is wrong
"""
import pathlib
import re
import sys

ALONE = "let co_await stand alone, or be the whole right-hand side, or follow co_return: give the result a name first"
ARGUMENT = "give the argument a name and std::move it in: no braces and no lambdas in an awaited or spawned call"
DEFAULT = "give this coroutine parameter a scalar default, or none"
INITIATE = "move async_initiate into a plain function"

# What may stand before co_await in its statement, once `if (...)` and the like are taken off.
BEFORE = re.compile(r"^\s*(?:co_return\s+)?(?:(?!\.)(?:[\w:<>,&*\s\[\].()-]|->)*[\w\])>]\s*[+-]?=\s*)?$", re.S)
CONTROL = re.compile(r"^\s*(?:else\b\s*|do\b\s*|(?:if(?:\s+constexpr)?|while|for|switch)\s*(?=\())")


def blank(text):
    """The same text with comments and the insides of literals replaced by spaces, so that positions stay."""
    out = list(text)
    pattern = re.compile(
        r"""//[^\n]*|/\*.*?\*/|R"([^()\\ ]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""",
        re.S,
    )
    for match in pattern.finditer(text):
        keep = 0 if text.startswith("/", match.start()) else 1
        for at in range(match.start() + keep, match.end() - keep):
            if out[at] != "\n":
                out[at] = " "
    return "".join(out)


def closing(text, at):
    """Where the bracket at `at` closes, or -1."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    stack = []
    for here in range(at, len(text)):
        char = text[here]
        if char in pairs:
            stack.append(pairs[char])
        elif stack and char == stack[-1]:
            stack.pop()
            if not stack:
                return here
    return -1


def statement_start(text, at):
    """After the last ';', '{' or '}' before `at` that is not inside parentheses."""
    depth = 0
    for here in range(at - 1, -1, -1):
        char = text[here]
        if char in ")]":
            depth += 1
        elif char in "([":
            depth -= 1
        elif depth <= 0 and char in "{};":
            if char == ";" and depth < 0:
                continue
            return here + 1
        elif depth <= 0 and char == ":" and re.search(r"\b(?:case\s[^;{}?]*|default\s*)$", text[max(0, here - 80):here]):
            return here + 1
    return 0


def without_control(text):
    """`if (a) x = ` becomes `x = `; nothing is taken off when co_await would be inside the brackets."""
    while match := CONTROL.match(text):
        at = match.end()
        if text[at:at + 1] == "(":
            end = closing(text, at)
            if end < 0:
                break
            at = end + 1
        text = text[at:]
    return text


def bad_arguments(text, at):
    """Of the call that starts at `at`: up to the end of its statement, is there a brace or a lambda in brackets?"""
    here = at
    while here < len(text) and text[here] not in ";{}":
        if text[here] == "(":
            end = closing(text, here)
            if end < 0:
                return None
            inside = text[here + 1:end]
            brace = re.search(r"\{|(?:^|[(,=])\s*\[[^\]]*\]\s*(?:\(|\{|mutable)", inside)
            if brace:
                return here + 1 + brace.start()
            here = end
        here += 1
    return None


def check(text):
    """Pairs of line and advice."""
    text = blank(text)
    found = []

    def add(at, advice):
        found.append((text.count("\n", 0, at) + 1, advice))

    for match in re.finditer(r"\bco_await\b", text):
        start = statement_start(text, match.start())
        before = text[start:match.start()]
        loop = re.search(r"\bfor\s*\([^;?]*[^:]:\s*$", before)
        if before.count("(") > before.count(")") and not loop:
            add(match.start(), ALONE)
            continue
        if not loop and not BEFORE.match(without_control(before)):
            add(match.start(), ALONE)
            continue
        bad = bad_arguments(text, match.end())
        if bad is not None:
            add(bad, ARGUMENT)
        else:
            here = match.end()
            while here < len(text) and text[here] not in ";{}?":
                here = closing(text, here) if text[here] in "([" and closing(text, here) > 0 else here
                here += 1
            if here < len(text) and text[here] == "?":
                add(match.start(), ALONE)
            elif re.search(r"[^=!<>]\s(?:==|!=|<=|>=|&&)\s", text[match.end():here]):
                add(match.start(), ALONE)

    for match in re.finditer(r"\bco_spawn\s*\(", text):
        end = closing(text, match.end() - 1)
        inside = text[match.end():end] if end > 0 else ""
        depth, commas = 0, []
        for place, char in enumerate(inside):
            depth += char in "([{"
            depth -= char in ")]}"
            if char == "," and depth == 0:
                commas.append(place)
        if not commas:
            continue
        spawned = inside[commas[0] + 1:commas[1] if len(commas) > 1 else len(inside)]
        if re.search(r"\{|^\s*\[", spawned):
            add(match.end() + commas[0] + 1, ARGUMENT)

    for match in re.finditer(r"\b(?:asio::)?awaitable<[^;{}]*?>\s+[\w:]+\s*\(", text):
        end = closing(text, match.end() - 1)
        if end < 0:
            continue
        inside = text[match.end():end]
        for default in re.finditer(r"=\s*(?:\{|[\w:]+\s*[({])", inside):
            if not re.search(r"(?:milliseconds|seconds|minutes)\s*[({]$", default.group()):
                add(match.end() + default.start(), DEFAULT)
        body = re.match(r"\s*(?:const\s*)?(?:override\s*)?(?:final\s*)?\{", text[end + 1:])
        if body:
            open_at = end + body.end()
            close_at = closing(text, open_at)
            for call in re.finditer(r"\basync_initiate\b", text[open_at:close_at]):
                add(open_at + call.start(), INITIATE)
    return sorted(set(found))


GOOD = [
    "co_await f();",
    "auto x = co_await f(a, 1, std::move(b));",
    "x = co_await f(a);",
    "co_return co_await f(a);",
    "bool const on = co_await f(); if (on) { co_await g(); }",
    "if (ready) co_await f();",
    "else if (ready(x, y)) co_return co_await f(a);",
    "while (then == next::request) then = co_await s->serve_one(self);",
    "for (int i = 0; i < 3; ++i) co_await f(i);",
    "std::size_t const got = co_await s.async_read(room, redirect_error(use_awaitable, ec));",
    "std::map<int, std::string> m = co_await f();",
    "co_await (std::move(a) || std::move(b));",
    "if (a && b(c ? 1 : 2)) co_return co_await f(a);",
    "if (unsigned const wrong = complaint()) co_return co_await say(wrong);",
    "for (auto x : co_await f()) g(x);",
    "// if (co_await f())\nco_await f();",
    'auto s = "if (co_await f())";',
    "switch (x) { case 1: co_await f(); break; default: co_await g(); }",
    "co_spawn(ex, run(std::move(self)), [core](std::exception_ptr e) { log(e); });",
    "awaitable<void> f(int a = 3, bool b = false);",
    "awaitable<void> f() { co_await g(items[0], map[key]); }",
    "auto const at = items[i].size(); co_await f(at);",
    "*answer = co_await client->call(std::move(request));",
]
BAD = [
    ("if (co_await f()) g();", ALONE),
    ("switch (co_await f()) {}", ALONE),
    ("while (co_await f()) {}", ALONE),
    ("if (a && co_await f()) {}", ALONE),
    ("auto x = a && co_await f();", ALONE),
    ("auto x = c ? co_await a() : T();", ALONE),
    ("T x{co_await a(), co_await b()};", ALONE),
    ("auto x = T{.x = co_await a()};", ALONE),
    ("v.push_back(co_await f());", ALONE),
    ("CHECK(co_await f() == 1);", ALONE),
    ("auto x = 1 + co_await f();", ALONE),
    ("auto x = co_await f() == 2;", ALONE),
    ("auto x = co_await f() ? 1 : 2;", ALONE),
    ("co_await f(T{a, b});", ARGUMENT),
    ("co_await f({});", ARGUMENT),
    ("co_await f(a, {.x = 1});", ARGUMENT),
    ("co_await f([p] { return 1; });", ARGUMENT),
    ("co_await f(a, [&](int) -> int { return 1; });", ARGUMENT),
    ("co_await co_spawn(ex, [p]() -> awaitable<void> { co_return; }, use_awaitable);", ARGUMENT),
    ("co_spawn(ex, [p]() -> awaitable<void> { co_return; }, detached);", ARGUMENT),
    ("co_spawn(ex, run(T{1}), detached);", ARGUMENT),
    ("awaitable<void> f(options o = {});", DEFAULT),
    ("awaitable<int> f(options o = options{});", DEFAULT),
    ("awaitable<void> f() { return async_initiate<T, S>(i, t); }", INITIATE),
]


def self_test():
    wrong = 0
    for text in GOOD:
        for line, advice in check(text):
            wrong += 1
            print(f"self-test: refused though good: {text!r}: {advice}")
    for text, advice in BAD:
        if advice not in [said for _, said in check(text)]:
            wrong += 1
            print(f"self-test: not found in {text!r}: {advice}")
    print(f"coroutines.py self-test: {len(GOOD) + len(BAD) - wrong} of {len(GOOD) + len(BAD)} right")
    return wrong


def files(names):
    skipped = {"build", "node_modules", "compile", ".git"}
    for name in names:
        path = pathlib.Path(name)
        if path.is_file():
            yield path
            continue
        for file in sorted(path.rglob("*")):
            if file.suffix in (".cpp", ".hpp") and not skipped & set(file.relative_to(path).parts):
                yield file


def main(arguments):
    if arguments == ["--self-test"]:
        return 1 if self_test() else 0
    root = pathlib.Path(__file__).resolve().parents[2]
    found = 0
    for file in files(arguments or [root]):
        for line, advice in check(file.read_text(encoding="utf-8")):
            found += 1
            print(f"{file}:{line}: {advice}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
