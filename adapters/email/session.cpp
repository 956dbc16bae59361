// SPDX-License-Identifier: Apache-2.0
#include "adapters/email/session.hpp"

#include "adapters/email/digest.hpp"
#include "adapters/email/stored_mail.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace earshot::email {
namespace {

// Commands and ordinary mails fit a small read; only a long one is worth a large buffer.
constexpr std::size_t read_size = 8 * 1024;
constexpr std::size_t read_size_long = 64 * 1024;

bool trusted(session_rules const& rules, std::string const& peer) {
    return std::find(rules.trusted_peers.begin(), rules.trusted_peers.end(), peer) != rules.trusted_peers.end();
}

net::awaitable<recipient_verdict> verdict_on(std::string mailbox, session_world& world, intake& door) {
    auto const who = classify(world.rules.ours, mailbox);
    if (who.what == addressee::unknown) co_return recipient_verdict::unknown;
    if (who.token.empty()) co_return recipient_verdict::known;
    auto const known = co_await door.route_known(who.token);
    if (!known) co_return recipient_verdict::busy;
    co_return *known ? recipient_verdict::known : recipient_verdict::unknown;
}

inbound make_inbound(session_world const& world, smtp_envelope const& envelope, std::string const& to,
                     std::string_view raw, bool trusted_peer) {
    auto const who = classify(world.rules.ours, to);
    auto key = hex(sha256({raw, std::string_view("\0", 1), who.token}));
    auto const sender = canonical_sender(world.rules.ours, envelope.from, key);
    mail_facts facts;
    facts.from = envelope.from;
    facts.to = to;
    facts.mode = world.rules.mode == protocol::lmtp ? "lmtp" : "smtp";
    facts.trusted_peer = trusted_peer;
    return inbound{
        .channel = world.rules.channel,
        .dedupe_key = std::move(key),
        .sender = sender,
        .reply_to = sender,
        .content = store_mail(facts, raw),
        .route = who.token,
        .received = world.now(),
        .checked = proof::of_local_peer(),
    };
}

// What became of one copy: a mail to several of our plain addresses is one report, one to a conversation is its own.
struct copy {
    std::string token;
    message_verdict verdict{message_verdict::busy};
};

net::awaitable<std::vector<message_verdict>> store(smtp_message message, session_world& world, intake& door,
                                                   bool trusted_peer) {
    std::vector<copy> copies;
    std::vector<message_verdict> verdicts;
    for (auto const& to : message.envelope.to) {
        auto const token = classify(world.rules.ours, to).token;
        auto const done = std::find_if(copies.begin(), copies.end(), [&](copy const& c) { return c.token == token; });
        if (done != copies.end()) {
            verdicts.push_back(done->verdict);
            continue;
        }
        auto in = make_inbound(world, message.envelope, to, message.raw, trusted_peer);
        auto const receipt = co_await door.accept(std::move(in));
        auto const verdict = receipt ? message_verdict::stored : message_verdict::busy;
        copies.push_back(copy{token, verdict});
        verdicts.push_back(verdict);
    }
    wipe(message.raw);
    co_return verdicts;
}

// False: the connection is of no more use.
net::awaitable<bool> flush(net::line_stream& stream, smtp_machine& machine, std::chrono::milliseconds deadline) {
    auto const out = machine.take_output();
    if (out.empty()) co_return true;
    auto const written = co_await stream.write(out, deadline);
    co_return written.has_value();
}

net::awaitable<bool> read_more(net::line_stream& stream, smtp_machine& machine, session_world& world,
                               load_gate::share& share) {
    auto const deadline =
        world.gate.crowded() ? std::min(world.rules.idle, world.rules.idle_crowded) : world.rules.idle;
    auto const most = machine.held() > read_size ? read_size_long : read_size;
    auto const got = co_await stream.read_some(machine.inbox(), most, deadline);
    if (!got) {
        if (got.error() != make_error_code(errc::timed_out)) co_return false;
        machine.end_session("4.4.2", "Idle for too long");
        co_return true;
    }
    if (*got == 0) co_return false;
    if (!share.hold(machine.held())) machine.no_room();
    machine.set_full(world.gate.full());
    co_return true;
}

void tell_refusals(smtp_machine& machine, session_world const& world) {
    for (auto const* const why : machine.take_refusals())
        if (world.refused) world.refused(why);
}

net::awaitable<void> converse(net::line_stream& stream, smtp_machine& machine, session_world& world,
                              load_gate::share& share, intake& door, bool trusted_peer) {
    for (;;) {
        auto const next = machine.next();
        tell_refusals(machine, world);
        if (next == step::recipient) {
            auto asked = machine.recipient();
            auto const verdict = co_await verdict_on(std::move(asked), world, door);
            machine.answer_recipient(verdict);
            continue;
        }
        if (next == step::message) {
            auto message = machine.take_message();
            auto const verdicts = co_await store(std::move(message), world, door, trusted_peer);
            machine.answer_message_each(verdicts);
            share.hold(machine.held());
            continue;
        }
        auto const flushed = co_await flush(stream, machine, world.rules.write);
        if (!flushed || next == step::close) co_return;
        if (next == step::start_tls) {
            auto const started = co_await stream.start_tls(world.rules.handshake);
            if (!started) co_return;
            machine.tls_started();
            continue;
        }
        auto const more = co_await read_more(stream, machine, world, share);
        if (!more) co_return;
    }
}

}  // namespace

net::awaitable<void> run_session(std::shared_ptr<net::line_stream> stream, session_world& world, intake& door) {
    auto const& rules = world.rules;
    auto const peer = stream->peer();
    bool const known_peer = trusted(rules, peer);
    load_gate::share share(world.gate, peer, !known_peer);
    smtp_machine machine(rules.mode, rules.host, rules.limits, stream->can_start_tls());
    if (rules.mode == protocol::lmtp && !known_peer) {
        machine.refuse("4.7.1", "Not from here");
        if (world.refused) world.refused("peer");
    } else if (!share.welcome()) {
        machine.refuse("4.7.0", "Too many connections");
        if (world.refused) world.refused("rate");
    }
    co_await converse(*stream, machine, world, share, door, known_peer);
    stream->close();
}

}  // namespace earshot::email
