DROP TABLE inkan.signing_keys;
