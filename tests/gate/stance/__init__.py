"""Own sentences with the stance a reader must find in them."""
