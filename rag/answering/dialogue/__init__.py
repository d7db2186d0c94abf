"""What the assistant says for itself, and what it tells of articles as documents."""
