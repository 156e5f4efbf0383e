"""What people do in a school: one function for each deed, one transaction, and the time as an argument."""
