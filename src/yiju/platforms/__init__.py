"""The protocols of DingTalk and WeCom, without the product: calls, tokens, sockets, signatures, cards."""
