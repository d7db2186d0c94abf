"""What all interfaces share: the answer service, its admission queue, feedback, suggestions."""
