"""The chat's part of the accounts: who it is told is there, where its conversations are kept. Imports Chainlit."""
