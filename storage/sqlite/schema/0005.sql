-- SPDX-License-Identifier: Apache-2.0
-- `code` holds a reporter's code as a quick hash until the slow one is there, and is empty then.
ALTER TABLE conversation ADD COLUMN code_slow BLOB;
CREATE INDEX conversation_code_slow ON conversation (code_slow) WHERE code_slow IS NOT NULL;
