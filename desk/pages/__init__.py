"""Pages written on the server: readable without script, printable, each address stable."""
