// SPDX-License-Identifier: Apache-2.0
// Small programs that some compilers turn into wrong code or a double free (GCC 12.2, for one): an awaited condition,
// an aggregate as an argument, a capturing lambda, awaits inside braces and in a conditional expression. Run when the
// build is configured; the exit code is the number of the first probe that went wrong.
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

int live = 0;  // counted objects; another number than 0 at the end is a leak or a double free

struct counted {
    counted() { ++live; }
    counted(counted const&) { ++live; }
    counted(counted&&) noexcept { ++live; }
    counted& operator=(counted const&) = default;
    counted& operator=(counted&&) = default;
    ~counted() { --live; }
};

template <class T>
class task {
public:
    struct promise_type {
        std::optional<T> value;
        std::coroutine_handle<> next;
        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct final_step {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
                if (h.promise().next) return h.promise().next;
                return std::noop_coroutine();
            }
            void await_resume() noexcept {}
        };
        final_step final_suspend() noexcept { return {}; }
        void return_value(T v) { value = std::move(v); }
        void unhandled_exception() { std::abort(); }
    };
    explicit task(std::coroutine_handle<promise_type> h) : handle_(h) {}
    task(task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    task(task const&) = delete;
    ~task() {
        if (handle_) handle_.destroy();
    }
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> next) noexcept {
        handle_.promise().next = next;
        return handle_;
    }
    T await_resume() { return std::move(*handle_.promise().value); }
    T run() {
        handle_.resume();
        return std::move(*handle_.promise().value);
    }

private:
    std::coroutine_handle<promise_type> handle_;
};

struct parcel {
    std::string text;
    std::shared_ptr<counted> weight;
    int number{};
};

parcel full(int number) {
    return {"longer than any small string buffer can hold", std::make_shared<counted>(), number};
}

task<int> number_of(int n) {
    co_return n;
}
task<int> length_of(parcel p) {
    co_return static_cast<int>(p.text.size()) + p.number;
}
task<int> length_by_ref(parcel const& p) {
    co_return static_cast<int>(p.text.size()) + p.number;
}
task<int> length_default(parcel p = {"default text that is long enough to allocate", nullptr, 1}) {
    co_return static_cast<int>(p.text.size());
}
task<int> call(std::function<int()> f) {
    co_return f();
}
task<std::string> text_of(std::string text) {
    co_return text;
}

task<bool> awaited_conditions() {
    int seen = 0;
    if (co_await number_of(1)) ++seen;
    if (co_await number_of(0)) seen += 100;
    switch (co_await number_of(2)) {
        case 2: ++seen; break;
        default: seen += 100;
    }
    if (seen == 2 && co_await number_of(1) == 1) ++seen;
    co_return seen == 3;
}

task<bool> aggregate_arguments() {
    auto const weight = std::make_shared<counted>();
    int const a = co_await length_of(parcel{"a text that does not fit inside the string", weight, 1});
    int const b = co_await length_of({"a text that does not fit inside the string", weight, 2});
    int const c =
        co_await length_of({.text = "a text that does not fit inside the string", .weight = weight, .number = 3});
    int const d = co_await length_by_ref(parcel{"a text that does not fit inside the string", weight, 4});
    int const e = co_await length_default();
    int const f = co_await length_of({});
    co_return a == 43 && b == 44 && c == 45 && d == 46 && e == 44 && f == 0 && weight.use_count() == 1;
}

task<bool> lambda_arguments() {
    auto const weight = std::make_shared<counted>();
    int const a = co_await call([weight] { return static_cast<int>(weight.use_count()) > 1 ? 7 : 0; });
    auto const named = [weight](int more) -> task<int> { co_return static_cast<int>(weight.use_count() > 0) + more; };
    int const b = co_await named(1);
    co_return a == 7 && b == 2 && weight.use_count() == 2;
}

task<bool> braces_and_choices() {
    parcel const p{co_await text_of("one that is long enough to be on the heap"), std::make_shared<counted>(),
                   co_await number_of(5)};
    parcel const q{
        .text = co_await text_of("two that is long enough to be on the heap"), .weight = p.weight, .number = 0};
    std::string const chosen = p.number == 5 ? co_await text_of("three, long enough to be on the heap") : std::string();
    std::vector<std::string> all;
    all.push_back(co_await text_of("four, long enough to be on the heap, too"));
    co_return p.text.starts_with("one") && q.text.starts_with("two") && chosen.starts_with("three") &&
        all[0].starts_with("four") && p.weight.use_count() == 2;
}

task<bool> moved_arguments() {
    auto p = full(6);
    std::weak_ptr<counted> const weight = p.weight;
    int const a = co_await length_of(std::move(p));
    co_return a == 50 && weight.expired();
}

}  // namespace

int main() {
    task<bool> (*const probes[])() = {awaited_conditions, aggregate_arguments, lambda_arguments, braces_and_choices,
                                      moved_arguments};
    int number = 0;
    for (auto const probe : probes) {
        ++number;
        bool const good = probe().run();
        if (!good || live != 0) return number;
    }
    return 0;
}
