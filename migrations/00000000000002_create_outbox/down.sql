DROP TABLE inkan.outbox;
