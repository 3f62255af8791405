"""What a chat platform's adapter does for the runtime."""

from typing import Protocol

from yiju.bots.types import ChannelName, Delivery, Incoming, Message, Pressed
from yiju.errors import YijuError


class NotSent(YijuError):
    """A delivery that did not go through.

    Attributes:
        again: whether another try may help; ``after``: seconds to wait before it.
        uncertain: it may have been shown all the same (no answer came); without ``again`` nobody can tell.
        person: this bot cannot reach this person; another may.
        instead: another way to the same end, where there is one (a card that cannot be made → text).
    """

    def __init__(
        self,
        message: str,
        *,
        again: bool = False,
        after: float = 1.0,
        uncertain: bool = False,
        person: bool = False,
        instead: tuple[Delivery, ...] = (),
    ) -> None:
        super().__init__(message)
        self.again = again
        self.after = after
        self.uncertain = uncertain
        self.person = person
        self.instead = instead


class Receiver(Protocol):
    """Where channels hand over what comes in. Its methods may be awaited on any event loop."""

    async def accept(self, incoming: Incoming) -> bool:
        """Keep it, to be dealt with soon; True once it is safe. False: it was seen before, do nothing."""

    async def press(self, incoming: Incoming) -> Pressed:
        """Deal with a press or a platform's thumbs within a second. The same again changes nothing."""


class Channel(Protocol):
    """An adapter. Its methods are called on one event loop; what blocks goes to threads."""

    @property
    def name(self) -> ChannelName:
        """Which channel."""

    @property
    def bot(self) -> str:
        """Which of our bots there."""

    @property
    def exclusive(self) -> bool:
        """Whether only one process may receive at a time: the runtime then holds a lease while it runs."""

    async def run(self) -> None:
        """Receive until cancelled: connect, hand over what comes in, connect again. Never returns."""

    async def begin(self, incoming: Incoming) -> None:
        """Show at once that an answer is on its way; what fails is logged, no more."""

    async def progress(self, incoming: Incoming, text: str) -> None:
        """Tell how far it is, where the platform can show that. May be dropped."""

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """An answer, made ready to send: rendered, split, in order. Pure: the same again gives the same."""

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """A message to a person who did not ask just now, made ready. Empty where it cannot reach them."""

    async def send(self, delivery: Delivery) -> None:
        """Send it. Raises NotSent."""

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """Finish what ``begin`` opened though no answer comes, with a sentence."""
