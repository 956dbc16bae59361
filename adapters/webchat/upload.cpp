// SPDX-License-Identifier: Apache-2.0
// A picture or file of the live chat. It comes as the body of a request of its own, so that the socket stays free for
// words; whose it is stands in headers that a page of another site cannot set. What it was called stays in the browser.
#include "adapters/webchat/chat_core.hpp"
#include "adapters/webchat/protocol.hpp"
#include "adapters/webchat/words.hpp"

namespace earshot::webchat {
namespace {

net::http_reply short_reply(unsigned status) {
    net::http_reply reply;
    reply.status = status;
    reply.headers.emplace_back("Cache-Control", "no-store");
    if (status == 503) reply.headers.emplace_back("Retry-After", "5");
    return reply;
}

}  // namespace

net::awaitable<net::http_reply> take_file(std::shared_ptr<chat_core> core, net::http_request request) {
    std::string token(request.header("chat-token")), id(request.header("chat-id"));
    bool const ours = may_come_from(request) && request.header("content-type") == "application/octet-stream";
    if (!ours || !is_token(token) || !is_uuid(id) || request.body.empty()) {
        core->turned_away("malformed");
        co_return short_reply(400);
    }
    if (!core->live.may_say(token, core->now())) co_return short_reply(503);
    std::vector<std::string> files;
    files.push_back(std::move(request.body));
    auto content = make_body({}, files);
    wipe(files.front());
    auto taken = co_await hand_over(core, token, id, std::move(content));
    if (!taken) co_return short_reply(503);
    // The other tabs of the session; the one that sent it shows it already.
    if (!taken->repeated) core->live.echo(token, echo_frame(id, {}), nullptr);
    co_return short_reply(204);
}

}  // namespace earshot::webchat
