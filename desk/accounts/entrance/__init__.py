"""Who comes in: what each address asks for, who a request is from, signing in and out."""
