SELECT nope;
