"""People of the desk: who they are, what they may, what they asked. State of users, apart from the knowledge base."""
