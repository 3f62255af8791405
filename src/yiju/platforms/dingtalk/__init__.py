"""DingTalk's protocol: the Stream socket, REST calls, cards, signatures. Knows nothing of the product."""
