// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/ops_routes.hpp"

namespace earshot {
namespace {

net::http_reply plain(unsigned status, std::string text) {
    net::http_reply reply;
    reply.status = status;
    reply.content_type = "text/plain; charset=utf-8";
    reply.body = std::move(text);
    return reply;
}

}  // namespace

void add_ops_routes(net::http_router& router, std::function<net::awaitable<std::string>()> metrics, std::function<readiness()> ready) {
    router.add("GET", "/livez", [](net::http_request) -> net::awaitable<net::http_reply> {
        auto reply = plain(200, "alive\n");
        co_return reply;
    });
    router.add("GET", "/readyz", [ready](net::http_request) -> net::awaitable<net::http_reply> {
        auto const state = ready();
        std::string text;
        bool good = true;
        for (auto const& c : state.checks) {
            good = good && c.good;
            text += (c.good ? "ok " : "NOT READY ") + c.name + (c.good ? "" : ": " + c.advice) + "\n";
        }
        auto reply = plain(good ? 200 : 503, std::move(text));
        co_return reply;
    });
    router.add("GET", "/metrics", [metrics](net::http_request) -> net::awaitable<net::http_reply> {
        net::http_reply reply;
        reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
        reply.body = co_await metrics();
        co_return reply;
    });
}

}  // namespace earshot
