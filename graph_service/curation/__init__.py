"""What a curator does with what the runs proposed."""
