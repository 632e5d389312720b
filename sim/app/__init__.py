"""The classroom: markets to play with, lessons and a game, in the browser."""
