-- SPDX-License-Identifier: Apache-2.0
-- How long things are kept: cases on hold, the audit log from where its oldest entries ended, sessions that were left.
ALTER TABLE cases ADD COLUMN hold TEXT NOT NULL DEFAULT '';
-- At most one row: the newest entry that is gone, on which the oldest that is left is chained.
CREATE TABLE audit_anchor (
    number INTEGER PRIMARY KEY,
    hash   TEXT NOT NULL
) STRICT;
CREATE INDEX conversation_unfiled ON conversation (last_heard) WHERE filed_as IS NULL AND phase <> 'erased';
