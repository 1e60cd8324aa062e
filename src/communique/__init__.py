"""communique reads news reports and keeps a record of who did what, according to whom, and how it stands."""
