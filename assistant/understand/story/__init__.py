"""A told case as data: tokens, amounts, and the concepts that vocabularies find in it.

    story = read_story(text, lexicon)
    told = story.within("lesions")
    told.has("face"), told.amounts(Kind.LENGTH), told.first("excision")

A concept is a meaning with the phrases that express it (``vocabulary.yaml`` of each procedure, ``common.yaml`` here).
"""

from assistant.understand.story.amount import Amount, Kind, Role
from assistant.understand.story.lexicon import Lexicon, Mention, read_vocabularies
from assistant.understand.story.story import Story, Told, read_story

__all__ = ["Amount", "Kind", "Lexicon", "Mention", "Role", "Story", "Told", "read_story", "read_vocabularies"]
