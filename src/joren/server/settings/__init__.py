"""What can be set from outside, the secrets, and Django's settings made from both (`project`)."""
