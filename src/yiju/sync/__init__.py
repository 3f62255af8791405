"""Sources that keep coming: watched folders, mailboxes, feeds, pages and services, read again and again."""
