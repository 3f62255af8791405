"""What bots say without being asked: briefs before visits, the day's digest, alerts."""
