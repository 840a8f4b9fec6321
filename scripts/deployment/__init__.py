"""What scripts/deploy-check knows about the files under deploy/."""
