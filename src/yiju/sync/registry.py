"""Which module knows a kind of source. Modules are loaded when a source of their kind is named.

Each of them has two names: ``Config``, a subclass of :class:`yiju.sync.config.SourceConfig` with the fields
of the kind, and ``connect(config, pace)``, which gives a :class:`yiju.sync.base.Source`. Neither touches the
network before ``items()`` or ``fetch()`` is called.
"""

KINDS: dict[str, str] = {
    "folder": "yiju.sync.folder",
    "feed": "yiju.sync.feed",
    "imap": "yiju.sync.imap",
    "rest": "yiju.sync.rest",
    "web": "yiju.sync.web",
}
