-- SPDX-License-Identifier: Apache-2.0
-- Break-glass: requests to open the address behind a case. Codes, people and times.
CREATE TABLE glass (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    about        BLOB NOT NULL,
    conversation INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    ground       TEXT NOT NULL,
    telling      TEXT NOT NULL,
    state        TEXT NOT NULL,
    asked_by     INTEGER NOT NULL,
    asked        INTEGER NOT NULL,
    answer_by    INTEGER NOT NULL,
    decided_by   INTEGER NOT NULL,
    decided      INTEGER,
    open_by      INTEGER,
    opened       INTEGER,
    told         INTEGER NOT NULL,
    reviewed_by  INTEGER NOT NULL,
    reviewed     INTEGER,
    finding      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX glass_one ON glass (about) WHERE state IN ('asked', 'allowed');
CREATE INDEX glass_open ON glass (id) WHERE state IN ('asked', 'allowed') OR (state = 'opened' AND reviewed IS NULL);
CREATE INDEX glass_about ON glass (about, id);

-- The administrator who made this account, or gave it a new password, as long as nobody else has confirmed whose it is.
ALTER TABLE operators ADD COLUMN made_by INTEGER NOT NULL DEFAULT 0;

-- What the log says of one case is read again and again, beside answers that wait to be sent.
CREATE INDEX audit_about ON audit (about, number);
