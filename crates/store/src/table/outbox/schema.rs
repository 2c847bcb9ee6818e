use crate::migration::Step;

pub(crate) const STEPS: &[Step] = &[
    (
        1,
        "CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            lane TEXT NOT NULL,
            operation TEXT NOT NULL,
            subject TEXT NOT NULL,
            request TEXT NOT NULL,
            frozen_path TEXT,
            frozen_body BLOB,
            frozen_sha256 TEXT,
            frozen_if_match TEXT,
            state TEXT NOT NULL CHECK (state IN
                ('ready', 'in_flight', 'done', 'conflict', 'unconfirmed', 'refused', 'withdrawn')),
            attempts INTEGER NOT NULL,
            first_sent_at TEXT,
            last_attempt_at TEXT,
            not_before TEXT,
            problem TEXT,
            receipt TEXT,
            draft TEXT,
            created_at TEXT NOT NULL,
            done_at TEXT,
            CHECK ((frozen_path IS NULL) = (frozen_body IS NULL)),
            CHECK ((frozen_path IS NULL) = (frozen_sha256 IS NULL))
        ) STRICT;
        CREATE INDEX outbox_unfinished ON outbox (lane, sequence, state) WHERE state NOT IN ('done', 'withdrawn');
        CREATE INDEX outbox_done ON outbox (done_at) WHERE state = 'done';
        CREATE INDEX outbox_by_subject ON outbox (subject, sequence);
        CREATE TRIGGER outbox_key_never_changes BEFORE UPDATE OF id ON outbox WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'an idempotency key never changes'); END;
        CREATE TRIGGER outbox_frozen_never_changes
        BEFORE UPDATE OF frozen_path, frozen_body, frozen_sha256, frozen_if_match ON outbox
        WHEN OLD.frozen_path IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a frozen request never changes'); END;",
    ),
    (
        // A check cannot be changed: the table is built anew, with the state `held`.
        2,
        "CREATE TABLE outbox_with_held (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            lane TEXT NOT NULL,
            operation TEXT NOT NULL,
            subject TEXT NOT NULL,
            request TEXT NOT NULL,
            frozen_path TEXT,
            frozen_body BLOB,
            frozen_sha256 TEXT,
            frozen_if_match TEXT,
            state TEXT NOT NULL CHECK (state IN
                ('ready', 'in_flight', 'done', 'conflict', 'unconfirmed', 'refused', 'held', 'withdrawn')),
            attempts INTEGER NOT NULL,
            first_sent_at TEXT,
            last_attempt_at TEXT,
            not_before TEXT,
            problem TEXT,
            receipt TEXT,
            draft TEXT,
            created_at TEXT NOT NULL,
            done_at TEXT,
            CHECK ((frozen_path IS NULL) = (frozen_body IS NULL)),
            CHECK ((frozen_path IS NULL) = (frozen_sha256 IS NULL))
        ) STRICT;
        INSERT INTO outbox_with_held
            SELECT sequence, id, lane, operation, subject, request, frozen_path, frozen_body, frozen_sha256, frozen_if_match,
                state, attempts, first_sent_at, last_attempt_at, not_before, problem, receipt, draft, created_at,
                done_at
            FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE outbox_with_held RENAME TO outbox;
        CREATE INDEX outbox_unfinished ON outbox (lane, sequence, state)
            WHERE state NOT IN ('done', 'withdrawn');
        CREATE INDEX outbox_done ON outbox (done_at) WHERE state = 'done';
        CREATE INDEX outbox_by_subject ON outbox (subject, sequence);
        CREATE TRIGGER outbox_key_never_changes BEFORE UPDATE OF id ON outbox WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'an idempotency key never changes'); END;
        CREATE TRIGGER outbox_frozen_never_changes
        BEFORE UPDATE OF frozen_path, frozen_body, frozen_sha256, frozen_if_match ON outbox
        WHEN OLD.frozen_path IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a frozen request never changes'); END;",
    ),
    (3, "ALTER TABLE outbox ADD COLUMN first_sent_after TEXT;"),
    (4, "ALTER TABLE outbox ADD COLUMN last_sent_after TEXT;"),
    (
        7,
        "CREATE INDEX outbox_in_order ON outbox (sequence, id, lane) WHERE state NOT IN ('done', 'withdrawn');
        CREATE INDEX outbox_unfinished_by_subject ON outbox (subject, sequence, state)
            WHERE state NOT IN ('done', 'withdrawn');",
    ),
];
