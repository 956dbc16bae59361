-- SPDX-License-Identifier: Apache-2.0
-- Cases whose time is over, as a count under their codes: nothing in here leads to a case, a person or a day.
CREATE TABLE coded (
    quarter      INTEGER NOT NULL,  -- year * 4 + 0 ... 3
    channel_kind TEXT NOT NULL,
    language     TEXT NOT NULL,
    kind         TEXT NOT NULL,
    level        TEXT NOT NULL,
    area         TEXT NOT NULL,
    strands      TEXT NOT NULL,
    completeness TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    cases        INTEGER NOT NULL,
    PRIMARY KEY (quarter, channel_kind, language, kind, level, area, strands, completeness, outcome)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_opened ON cases (opened);
