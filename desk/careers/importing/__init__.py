"""Jobs from files of other boards, each form in a room of its own."""
