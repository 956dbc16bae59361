-- SPDX-License-Identifier: Apache-2.0
-- Times are milliseconds since 1970, UTC. Sealed columns end in _sealed or are named in FORMAT.md.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('clean', 1), ('accepted', 0), ('worked', 0), ('last_seq', 0);

CREATE TABLE journal (
    seq           INTEGER PRIMARY KEY,
    origin        INTEGER NOT NULL,
    channel       TEXT NOT NULL,
    dedupe        BLOB NOT NULL,
    sender        BLOB NOT NULL,
    sender_sealed BLOB NOT NULL,
    route         BLOB NOT NULL,
    body_sealed   BLOB NOT NULL,
    received      INTEGER NOT NULL,
    conversation  INTEGER
) STRICT;

CREATE TABLE held (
    seq           INTEGER PRIMARY KEY,
    origin        INTEGER NOT NULL,
    channel       TEXT NOT NULL,
    dedupe        BLOB NOT NULL,
    sender        BLOB NOT NULL,
    sender_sealed BLOB NOT NULL,
    route         BLOB NOT NULL,
    body_sealed   BLOB NOT NULL,
    received      INTEGER NOT NULL,
    conversation  INTEGER,
    reason        TEXT NOT NULL,
    at            INTEGER NOT NULL
) STRICT;

-- All tags of one commit in one row, 16 bytes each.
CREATE TABLE dedupe (
    batch INTEGER PRIMARY KEY AUTOINCREMENT,
    at    INTEGER NOT NULL,
    tags  BLOB NOT NULL
) STRICT;

CREATE TABLE conversation (
    id           INTEGER PRIMARY KEY,
    alias        BLOB NOT NULL,
    channel      TEXT NOT NULL,
    wrapped_key  BLOB NOT NULL,
    state_sealed BLOB NOT NULL,
    version      INTEGER NOT NULL,
    phase        TEXT NOT NULL,
    flow_version TEXT NOT NULL,
    wake_at      INTEGER,
    opened       INTEGER NOT NULL,
    last_heard   INTEGER NOT NULL,
    code         BLOB,
    last_seq     INTEGER NOT NULL,
    filed_as     BLOB
) STRICT;
CREATE INDEX conversation_alias ON conversation (alias);
CREATE INDEX conversation_code ON conversation (code) WHERE code IS NOT NULL;
CREATE INDEX conversation_wake ON conversation (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX conversation_open ON conversation (id) WHERE phase NOT IN ('done', 'stopped', 'erased');

CREATE TABLE message (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    seq          INTEGER NOT NULL,
    author       TEXT NOT NULL,
    text_sealed  BLOB NOT NULL,
    at           INTEGER NOT NULL,
    state        TEXT NOT NULL,
    operator     INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: the id is the other side's idempotency key and must never come again.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL,
    conversation INTEGER NOT NULL,
    lane         TEXT NOT NULL,
    alias        BLOB NOT NULL,
    channel      TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    body_sealed  BLOB NOT NULL,
    automatic    INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    attempt      INTEGER NOT NULL,
    state        TEXT NOT NULL,
    changed      INTEGER NOT NULL,
    provider     BLOB
) STRICT;
CREATE INDEX outbox_due ON outbox (due, id) WHERE state = 'pending';
CREATE INDEX outbox_lane ON outbox (conversation, lane, id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_doubt ON outbox (id) WHERE state = 'in_doubt';
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_ended ON outbox (changed) WHERE state IN ('sent', 'failed');
CREATE INDEX outbox_provider ON outbox (provider) WHERE provider IS NOT NULL;

CREATE TABLE cases (
    id           BLOB PRIMARY KEY,
    conversation INTEGER NOT NULL,
    level        TEXT NOT NULL,
    score        INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    channel_kind TEXT NOT NULL,
    language     TEXT NOT NULL,
    area         TEXT NOT NULL,
    strands      TEXT NOT NULL,
    completeness TEXT NOT NULL,
    alerts       TEXT NOT NULL,
    may_contact  INTEGER NOT NULL,
    unread       INTEGER NOT NULL,
    status       TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    claimed_by   INTEGER NOT NULL,
    lease_until  INTEGER,
    lease_number INTEGER NOT NULL,
    opened       INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    target       INTEGER,
    record_sealed BLOB NOT NULL,
    triage_sealed BLOB NOT NULL,
    urgency INTEGER NOT NULL GENERATED ALWAYS AS
        (CASE level WHEN 'immediate' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END) VIRTUAL
) STRICT;
CREATE INDEX cases_status ON cases (status, urgency, opened);
CREATE INDEX cases_waiting ON cases (opened) WHERE status = 'waiting';
CREATE INDEX cases_lease ON cases (lease_until) WHERE status = 'claimed';
CREATE INDEX cases_conversation ON cases (conversation);

CREATE TABLE event (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT,
    type   TEXT NOT NULL,
    about  BLOB,
    at     INTEGER NOT NULL
) STRICT;

CREATE TABLE operators (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    login    TEXT NOT NULL UNIQUE,
    display  TEXT NOT NULL,
    role     TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    operator   INTEGER NOT NULL,
    csrf       TEXT NOT NULL,
    expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_operator ON session (operator);

CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    operator INTEGER NOT NULL,
    action   TEXT NOT NULL,
    about    TEXT NOT NULL,
    detail   TEXT NOT NULL,
    hash     TEXT NOT NULL
) STRICT;
