"""CMS's payment tables beside the fee schedule: drugs, surgical centers, laboratory, anesthesia, equipment, places."""
