DROP TABLE inkan.api_keys;
