"""What people keep beside their conversations: favourites, notes, lists of codes, searches, feedback."""
