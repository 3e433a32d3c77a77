"""The public pages of plans and activities, and the own pages of those who keep activities up to date."""
