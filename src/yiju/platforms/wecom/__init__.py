"""WeCom: callbacks, the AI bot's long connection, the self-built app, group webhooks."""
