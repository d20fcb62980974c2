"""What the payment tables beside the fee schedule say: of a code, of a drug by its name or NDC, of a place."""
