"""What the form of a message tells: codes and modifiers, dates, lists, counted units."""
