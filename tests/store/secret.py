"""A text to be forgotten, one to be kept, and who may have it forgotten."""

from tests.support.stored import viewer

HEAD = viewer("main", role="director")
SECRET = "甲方的绝密底价是每件一百八十二元整，不得向任何第三方透露"
OPEN = "乙方公开承诺三月前提交碳足迹边界说明书面版"
