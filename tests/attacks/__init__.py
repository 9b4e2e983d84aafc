"""Attacks: broken, hostile and unlucky surroundings, tried by the hundred. Slow ones are marked `nightly`."""
