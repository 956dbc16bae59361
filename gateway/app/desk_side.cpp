// SPDX-License-Identifier: Apache-2.0
#include "gateway/app/desk_side.hpp"

#include "generated/desk_assets.hpp"

namespace earshot {
namespace {

desk::options options_from(config::settings const& settings) {
    desk::options o;
    o.secure_cookie = settings.desk.secure_cookie;
    o.origin = settings.desk.at.url;
    o.lease = settings.desk.lease;
    o.session_idle = settings.desk.session_idle;
    o.session_longest = settings.desk.session_longest;
    o.glass_answer = settings.desk.glass_answer;
    o.glass_open = settings.desk.glass_open;
    o.glass_most = static_cast<std::size_t>(settings.desk.glass_most);
    o.max_streams = static_cast<std::size_t>(settings.limits.desk_streams);
    return o;
}

}  // namespace

desk_side::desk_side(parts p)
    : book_(p.store, p.keys, p.random, p.settings.record.time_rounding),
      acts_(p.store, p.addresses, p.keys, p.now, p.random),
      door_(p.store, p.addresses, p.medium),
      desk_({p.store, book_, acts_, door_, p.keys.sessions, p.now, p.random, p.net, p.pool, desk_asset,
             [&helpline = p.helpline] { helpline.refresh(); }, options_from(p.settings)}) {
    desk_.add_routes(p.routes);
}

}  // namespace earshot
