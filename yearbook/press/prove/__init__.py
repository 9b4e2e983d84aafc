"""What a book was made from, its print code, and the proof: built again elsewhere, or put in one file for strangers."""
