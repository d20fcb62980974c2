"""CareerCenter: the job board of US medical coding. Off unless CASEPILOT_CAREERS=on (docs/careers.md)."""
