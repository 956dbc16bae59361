# SPDX-License-Identifier: Apache-2.0
# Sourced by tests that need a gateway with a mail channel and perhaps a private Postfix. Sets: root, work, earshot.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
earshot=${EARSHOT:-$root/build/release/earshot}
PATH=$PATH:/usr/sbin:/sbin
mail_user=ada@example.net
report=report@reply.example.org
# Postfix's own user goes through every folder above its own, so that a private work folder of the run would not do.
work=$(mktemp -d /tmp/earshot-mail.XXXXXX)
chmod 711 "$work"
gateway_pid=
sink_pid=

free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 12000))
        [[ " ${taken_ports:-} " == *" $port "* ]] && continue
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
    return 1
}

# Waits up to $1 seconds until the rest of the line succeeds.
until_true() {
    local tries=$(($1 * 20))
    shift
    for ((; tries > 0; tries--)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

# gateway_settings [LINE...]: ports, keys and configuration; lines go into the mail channel's section.
gateway_settings() {
    lmtp_port=$(free_port); taken_ports="${taken_ports:-} $lmtp_port"
    local public desk out
    public=$(free_port); taken_ports+=" $public"
    desk=$(free_port); taken_ports+=" $desk"
    ops_port=$(free_port); taken_ports+=" $ops_port"
    out=$(free_port); taken_ports+=" $out"
    out_port=$out
    mkdir -m 700 "$work/gateway"
    cat >"$work/gateway/earshot.toml" <<TOML
[data]
dir = "."
[public]
listen = "127.0.0.1:$public"
url = "http://127.0.0.1:$public"
[desk]
listen = "127.0.0.1:$desk"
url = "http://127.0.0.1:$desk"
secure_cookie = false
[ops]
listen = "127.0.0.1:$ops_port"
[flow]
file = "$root/config/flows/hate-incident.toml"
[channel.mail]
kind = "email"
listen = "127.0.0.1:$lmtp_port"
mailbox = ["$report"]
smarthost = "smtp://127.0.0.1:$out/gateway.example.org"
answer_unauthenticated = true
$(printf '%s\n' "$@")
TOML
    "$earshot" key new --config "$work/gateway/earshot.toml" >/dev/null
}

gateway_ready() { curl -fsS -o /dev/null "http://127.0.0.1:$ops_port/readyz" 2>/dev/null; }

gateway_start() {
    "$earshot" serve --config "$work/gateway/earshot.toml" >>"$work/gateway.log" 2>&1 &
    gateway_pid=$!
    until_true 20 gateway_ready || { tail -n 5 "$work/gateway.log" >&2; return 1; }
}

# gateway_stop [SIGNAL]
gateway_stop() {
    [ -n "$gateway_pid" ] || return 0
    kill "-${1:-TERM}" "$gateway_pid" 2>/dev/null || true
    wait "$gateway_pid" 2>/dev/null || true
    gateway_pid=
}

# metric NAME_WITH_LABELS: its value, 0 when it is not there.
metric() {
    curl -fsS "http://127.0.0.1:$ops_port/metrics" 2>/dev/null |
        awk -v name="$1" 'index($0, name " ") == 1 { print int($NF); found = 1 } END { if (!found) print 0 }'
}

accepted() { metric 'earshot_accepted_total{channel="mail",result="fresh"}'; }
# How many messages the database has ever taken.
stored() { metric earshot_store_accepted; }
stored_is() { [ "$(stored)" = "$1" ]; }

# A private Postfix from deploy/mail-server/postfix, in front of the gateway. $1: "lmtp" or "discard" for its recipients.
postfix_start() {
    smtp_port=$(free_port); taken_ports+=" $smtp_port"
    local conf=$work/postfix/etc
    mkdir -p "$conf" "$work/postfix/queue" "$work/postfix/data"
    chmod 755 "$work/postfix" "$conf"
    chown postfix "$work/postfix/data"
    local here=$root/deploy/mail-server/postfix
    cp "$here/header_checks" "$conf/earshot-header-checks"
    {
        echo "compatibility_level = 3.6"
        sed -e "s|127.0.0.1:8024|127.0.0.1:$lmtp_port|" -e "s|/etc/postfix/earshot|$conf/earshot|" "$here/main.cf"
        cat <<CF
queue_directory = $work/postfix/queue
data_directory = $work/postfix/data
maillog_file_prefixes = $work
maillog_file = $work/postfix/mail.log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
# Whoever connects is a stranger, also from here.
mynetworks = 127.0.0.2/32
disable_dns_lookups = yes
smtp_host_lookup = native
alias_maps =
local_recipient_maps =
default_transport = discard
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
transport_retry_time = 1s
in_flow_delay = 0
CF
        # Of a bench no log is wanted: it would be measured too.
        [ "$1" != discard ] || printf '%s\n' "maillog_file =" "relay_transport = discard" "smtpd_recipient_restrictions = permit_auth_destination, reject"
    } >"$conf/main.cf" 2>/dev/null
    # Later settings win; Postfix warns about each, which is of no interest here.
    {
        cat <<CF
127.0.0.1:$smtp_port inet n - n - 100 smtpd
pickup    unix  n - n 60 1 pickup
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
showq     unix  n - n - - showq
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
CF
        cat "$here/master.cf"
    } >"$conf/master.cf"
    postfix -c "$conf" start >"$work/postfix.out" 2>&1 && until_true 10 port_open "$smtp_port"
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
postfix_flush() { postqueue -c "$work/postfix/etc" -f 2>/dev/null || true; }
queue_empty() { postqueue -c "$work/postfix/etc" -p 2>/dev/null | grep -q 'queue is empty'; }

# Postfix waits for its own log for ever when its log daemon hangs.
postfix_stop() {
    local master
    master=$(tr -d ' ' <"$work/postfix/queue/pid/master.pid" 2>/dev/null)
    timeout -k 1 10 postfix -c "$work/postfix/etc" stop >/dev/null 2>&1 && return
    [ -z "$master" ] || kill -KILL -- "-$master" 2>/dev/null || kill -KILL "$master" 2>/dev/null
}

# A test that is stopped from outside cleans up as well.
trap 'exit 143' TERM INT HUP

mail_clean() {
    gateway_stop
    [ -z "$sink_pid" ] || { kill "$sink_pid" 2>/dev/null; wait "$sink_pid" 2>/dev/null; }
    [ ! -d "$work/postfix/etc" ] || postfix_stop
    rm -rf "$work"
}
