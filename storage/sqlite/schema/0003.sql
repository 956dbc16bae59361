-- SPDX-License-Identifier: Apache-2.0
-- Files that reporters sent, as a worker wrote them anew. `number` counts in the conversation, from 1.
CREATE TABLE file (
    conversation INTEGER NOT NULL REFERENCES conversation (id),
    number       INTEGER NOT NULL,
    bytes_sealed BLOB NOT NULL,
    for_helpline INTEGER NOT NULL,
    PRIMARY KEY (conversation, number)
) STRICT;
