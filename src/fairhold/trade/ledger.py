"""The books: what each event posts, if anything (rulebook 4.10).

`postings` is total over all event types: those without money are listed as silent, and an event that is in neither
table is a programming error. The accounts stand in `accounts`, the journals by subject in the files of postings.
"""

from fairhold.trade import (
    bond_events,
    dispute,
    inspection,
    order_events,
    payment_events,
    remittance_events,
    supplier_events,
    thread,
)
from fairhold.trade.goods_postings import GOODS_JOURNALS
from fairhold.trade.payment_postings import PAYMENT_JOURNALS
from fairhold.trade.posting import Journal, Pair, Posting
from fairhold.trade.remittance_postings import REMITTANCE_JOURNALS
from fairhold.trade.stream import Event
from fairhold.trade.supplier_postings import SUPPLIER_JOURNALS

JOURNALS: dict[type[Event], Journal] = {
    **PAYMENT_JOURNALS,
    **GOODS_JOURNALS,
    **SUPPLIER_JOURNALS,
    **REMITTANCE_JOURNALS,
}
"""What each event that moves money posts."""

_QUIET: tuple[type[Event], ...] = (
    order_events.DraftCreated,
    order_events.DraftEdited,
    order_events.OrderProposed,
    order_events.OrderCountered,
    order_events.ProposalWithdrawn,
    order_events.OrderDeclined,
    order_events.OrderAccepted,
    order_events.AmendmentProposed,
    order_events.AmendmentDropped,
    order_events.ContractAmended,
    order_events.CancellationAsked,
    order_events.CancellationRefused,
    order_events.GoodsReady,
    order_events.CannotShipDeclared,
    order_events.GoodsAccepted,
    order_events.BalanceOverdue,
    order_events.ShipmentOverdue,
    order_events.ConsignmentShipped,
    order_events.ShipmentEnded,
    order_events.DeliveryRecorded,
    order_events.ReceivingExtended,
    order_events.ReceiptConfirmed,
    order_events.ClaimsWaived,
    order_events.HoldPlaced,
    order_events.HoldLiftAsked,
    order_events.HoldLifted,
    order_events.CoverFreed,
    order_events.CoverExposed,
    order_events.OrderClosed,
    thread.MessagePosted,
    thread.OutsideMessageFiled,
    thread.MessageAcknowledged,
    thread.MessageContested,
    thread.TermPromoted,
    inspection.VisitRequested,
    inspection.VisitJoined,
    inspection.VisitConfirmed,
    inspection.PlanProposed,
    inspection.PlanObjected,
    inspection.PlanAgreed,
    inspection.VisitMoved,
    inspection.VisitBegun,
    inspection.VisitEnded,
    inspection.InspectorBounced,
    inspection.InspectorPayeeProposed,
    inspection.InspectorPaidAgain,
    inspection.ReportSubmitted,
    inspection.InspectionRecorded,
    inspection.ReworkStarted,
    dispute.DisputeOpened,
    dispute.LateClaimMade,
    *dispute.DISPUTE_EVENTS,
    dispute.DisputeClosed,
    dispute.AwardUncovered,
    payment_events.PaymentAnnounced,
    payment_events.PaymentStarted,
    payment_events.PaymentFailed,
    payment_events.LoanRepaid,
    payment_events.OffPlatformDeclared,
    payment_events.MilestoneFunded,
    payment_events.BalanceReopened,
    payment_events.RefundPayeeProposed,
    payment_events.RefundRetried,
    supplier_events.OptedIn,
    supplier_events.OptedOut,
    supplier_events.AcceptedRailsSet,
    supplier_events.ProfileSet,
    supplier_events.LimitGranted,
    supplier_events.GrantWithdrawn,
    supplier_events.LimitComputed,
    supplier_events.LimitSuspended,
    supplier_events.LimitResumed,
    supplier_events.OrderCounted,
    supplier_events.LinkNoted,
    supplier_events.LinkJudged,
    supplier_events.TierSet,
    supplier_events.PointsChanged,
    supplier_events.LimitReserved,
    supplier_events.LimitExposed,
    supplier_events.LimitFreed,
    supplier_events.ProceedsCredited,
    supplier_events.ReserveCredited,
    supplier_events.RollingCredited,
    supplier_events.RollingTaken,
    supplier_events.ProceedsHeld,
    supplier_events.ProceedsFreed,
    supplier_events.ProceedsTaken,
    supplier_events.DebtChanged,
    supplier_events.BalanceCharged,
    supplier_events.BalanceReturned,
    supplier_events.DepositTaken,
    supplier_events.AdvanceDrawn,
    supplier_events.MeasureProposed,
    supplier_events.MeasureAgreed,
    supplier_events.MeasureDropped,
    bond_events.BondAccepted,
    bond_events.BondDemanded,
    bond_events.BondDemandOver,
    bond_events.BondExpiring,
    bond_events.BondExpired,
    bond_events.BondReleased,
    supplier_events.FaultMarked,
    supplier_events.PayoutScheduleSet,
    supplier_events.PayoutScheduleRun,
    supplier_events.PayoutRecalled,
    supplier_events.RecallRefused,
    supplier_events.PayoutAccountSet,
    supplier_events.PayoutAccountChecked,
    supplier_events.PayeeVerified,
    supplier_events.PayoutAccountProposed,
    supplier_events.PayoutAccountAgreed,
    supplier_events.PayoutAccountDropped,
    remittance_events.RemittanceProposed,
    remittance_events.RemittanceProposalDropped,
    remittance_events.MatchConfirmed,
    remittance_events.RemittanceReturnOrdered,
    remittance_events.ReturnBounced,
    remittance_events.ClearanceAsked,
    remittance_events.RemittanceBlocked,
    remittance_events.ConversionQuoted,
    remittance_events.NobodyFound,
    remittance_events.MisdirectedMoved,
    remittance_events.MoveLate,
)

SILENT: dict[type[Event], tuple[Posting, ...]] = dict.fromkeys(_QUIET, ())
"""Events that move no money, or whose money another event of the same asking posts (the supplier's share of an
order).
"""

EVENTS: tuple[type[Event], ...] = (*JOURNALS, *_QUIET)
"""Every event there is."""

PAIRS: dict[type[Event], frozenset[Pair]] = {event: journal.pairs for event, journal in JOURNALS.items()}
"""The (debit, credit) pairs that each event may post (4.10)."""

_POST = {event: journal.post for event, journal in JOURNALS.items()}


def postings(event: Event, stream_id: int) -> tuple[Posting, ...]:
    """What an event of the stream `stream_id` posts, possibly nothing. KeyError for an event of no table."""
    post = _POST.get(type(event))
    if post is None:
        return SILENT[type(event)]
    return tuple(post(event, stream_id))
