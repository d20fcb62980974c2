"""What stands around the chat: pages, API and the application that serves them. Holds no coding logic of its own."""
