"""What mails of ours say, in plain words."""

from __future__ import annotations

NOT_A_PERSON = "Answered by CasePilot, a program, and not from a person: check what decides a claim against its source."

NOTICE = (
    "Please leave names, dates of birth and numbers of patients out of mails: those that are found are replaced before "
    "anything is searched or kept, and no answer repeats what you wrote. Reply to this mail to go on: its thread is "
    "remembered for {days} days."
)

QUOTED_TOO = "Your own words name no code, so the quoted text below them was read as well."
UNREAD = "Not read: {files}. Claims are read from CSV and 837 files; copy other text into the mail itself."
MORE_CLAIMS = "The first {most} of {count} claims were checked; send the others in further mails."
CHECKED_NOTHING = "No claim was found in the attached file; send a CSV with a column for the code, or an 837."
TOO_LONG = (
    "Your mail has {length:,} characters and CasePilot reads up to {most:,} at a time; send the part that matters by "
    "itself."
)

EMPTY = "Your mail has no words that can be read; write the question into it, with the codes that it is about."
BROKEN = "Something went wrong in CasePilot itself and is in the server's log; ask again, or ask in other words."

NOT_REGISTERED = (
    "Questions by mail are answered for registered senders here, and {address} is none: write from the address of your "
    "account, or ask whoever runs this address to let yours in."
)

OVER_LIMIT = (
    "The {most} questions that one address may ask on a day are used up; this one was not answered. Ask again after "
    "midnight UTC."
)

SAME_WORDS = (
    "The same words came from this address for the third time today, so they were taken for those of a program. If you "
    "are a person, ask in other words."
)

CONFIRM = (
    "Before questions from {address} are answered, please confirm that the address is yours: open [this link](mailto:"
    "{own}?subject=confirm%20{token}) and send the mail, or write to {own} with the subject **confirm {token}**. The "
    "question that you sent is answered then. If you sent none, do nothing."
)

CONFIRMED = "Thank you: {address} is confirmed, and questions from it are answered from now on."

FORWARDED = "This was passed to a person as well, with the reference {reference}; their reply comes in this thread."

FOR_A_PERSON = (
    "A question came by mail that CasePilot could not settle. Reply to this mail, and what you write goes back to the "
    "asker in their thread, without what is quoted under it; identifiers of patients were replaced."
)

FROM_A_PERSON = "From a person, on the question with the reference {reference}."
