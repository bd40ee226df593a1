"""Which operations go to the server together."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from emailassist.domain.ids import MailboxId, MessageKey, Uid, UidValidity
from emailassist.domain.operation import Kind, Operation
from emailassist.engine.batching import MOST, batched


def _operation(number: int, message: int, kind: Kind, flag: str = "") -> Operation:
    return Operation(
        number,
        MessageKey(message),
        kind,
        MailboxId(1),
        Uid(message),
        UidValidity(7),
        MailboxId(2) if kind is Kind.MOVE else None,
        frozenset({flag}) if flag else frozenset(),
        sent=False,
    )


_drawn = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.sampled_from([Kind.ADD, Kind.REMOVE, Kind.MOVE]),
        st.sampled_from("ab"),
    ),
    max_size=40,
)


@given(_drawn)
def test_each_goes_once_and_those_on_one_message_in_their_order(
    drawn: list[tuple[int, Kind, str]],
) -> None:
    operations = [_operation(number, *each) for number, each in enumerate(drawn, 1)]
    batches = batched(operations)
    sent = [each for batch in batches for each in batch.operations]
    assert sorted(each.id for each in sent) == [each.id for each in operations]
    order: defaultdict[MessageKey, list[int]] = defaultdict(list)
    for each in sent:
        order[each.message].append(each.id)
    assert all(ids == sorted(ids) for ids in order.values())
    for batch in batches:
        for each in batch.operations:
            assert (each.kind, each.target) == (batch.command.kind, batch.command.target)
            assert each.kind is Kind.MOVE or each.flags == batch.command.flags


def test_what_is_done_to_one_after_the_other_is_still_few_commands() -> None:
    operations = []
    for message in range(1, 100):
        operations += [
            _operation(2 * message, message, Kind.ADD, "\\Seen"),
            _operation(2 * message + 1, message, Kind.MOVE),
        ]
    assert [batch.command.kind for batch in batched(operations)] == [Kind.ADD, Kind.MOVE]


def test_a_batch_has_an_end() -> None:
    operations = [_operation(number, number, Kind.MOVE) for number in range(1, 2 * MOST + 2)]
    assert [len(batch.operations) for batch in batched(operations)] == [MOST, MOST, 1]
