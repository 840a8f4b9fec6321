DROP TABLE inkan.rate_limits;
