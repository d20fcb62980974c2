"""Words of a query against words of a code: spelling, what is closer, what contradicts, whose words they are."""
