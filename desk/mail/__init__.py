"""CaseConsultant: questions by mail, answers in their threads. Off until CASEPILOT_MAIL is set (docs/mail.md)."""
