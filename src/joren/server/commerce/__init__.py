"""What was bought, what lies in carts, what there is to buy: the present, as the events have it."""
