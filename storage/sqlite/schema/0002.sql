-- SPDX-License-Identifier: Apache-2.0
-- Reports sealed to the helpline's public keys, and the keys themselves.
-- report: 0 in progress, 1 over and waiting for keys, 2 sealed.
ALTER TABLE conversation ADD COLUMN report INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversation_unsealed ON conversation (report, last_heard) WHERE report < 2 AND filed_as IS NOT NULL;

ALTER TABLE message ADD COLUMN for_helpline INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN for_helpline INTEGER NOT NULL DEFAULT 0;

CREATE TABLE reporter_copy (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    seq          INTEGER NOT NULL,
    text_sealed  BLOB NOT NULL,
    until        INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX reporter_copy_until ON reporter_copy (until);

ALTER TABLE operators ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
ALTER TABLE operators ADD COLUMN private_key TEXT NOT NULL DEFAULT '';

CREATE TABLE helpline_key (
    kid        TEXT PRIMARY KEY,
    usage      TEXT NOT NULL,
    public_key TEXT NOT NULL,
    made       INTEGER NOT NULL,
    retired    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE key_copy (
    kid     TEXT NOT NULL REFERENCES helpline_key (kid),
    holder  INTEGER NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (kid, holder)
) STRICT, WITHOUT ROWID;
