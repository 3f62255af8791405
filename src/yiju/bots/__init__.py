"""Where reps are: one conversation, with faces in DingTalk, WeCom and the console."""
