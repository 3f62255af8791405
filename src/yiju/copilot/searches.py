"""What the sections of facts look for in the material: fixed questions, all looked for at once."""

NEWS = "近况 新闻 战略 目标 投资 扩产 人事变动 公告"
CONCERNS = "客户要求 担心 关注 必须 问题 口径"
RIVALS = "竞争对手 其他供应商 报价更低"
DANGERS = "风险 延期 投诉 违约 逾期 整改"

EVERY = (NEWS, CONCERNS, RIVALS, DANGERS)
"""What every strategy and every talk track asks."""
