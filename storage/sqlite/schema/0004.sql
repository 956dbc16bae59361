-- SPDX-License-Identifier: Apache-2.0
-- The head of a lane: the oldest row of a conversation and lane that is not settled. Only heads are looked at for what
-- is due, so that a claim costs what it claims and not what waits.
UPDATE outbox SET state = 'pending' WHERE state = 'in_doubt';
ALTER TABLE outbox ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET head = 1 WHERE state IN ('pending', 'sending') AND NOT EXISTS (SELECT 1 FROM outbox AS before
    WHERE before.conversation = outbox.conversation AND before.lane = outbox.lane AND before.id < outbox.id
    AND before.state IN ('pending', 'sending'));
DROP INDEX outbox_due;
DROP INDEX outbox_lane;
DROP INDEX outbox_sending;
DROP INDEX outbox_doubt;
CREATE INDEX outbox_due ON outbox (channel, due, id) WHERE head = 1 AND state = 'pending';
CREATE INDEX outbox_head ON outbox (conversation, lane) WHERE head = 1;
CREATE INDEX outbox_lane ON outbox (conversation, lane, id);
CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('pending', 'sending');
