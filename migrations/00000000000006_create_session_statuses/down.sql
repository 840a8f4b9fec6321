DROP TABLE inkan.session_status_seeds;
DROP SEQUENCE inkan.session_status_numbers;
DROP TABLE inkan.session_statuses;
