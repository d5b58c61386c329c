"""What builds, training and pages cost: `make bench` measures it and freezes what it found."""
