"""What the portal costs, measured beside what it is compared with. Prints figures; never fails because of them."""
