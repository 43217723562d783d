"""Every attack on the approval of an export, by its kind."""

from collections.abc import Mapping
from typing import Final

from tests.enforcement import asking, by_hand
from tests.enforcement.asking import Attack

KINDS: Final[Mapping[str, tuple[Attack, ...]]] = {
    "the same person twice": (
        *(asking.one_person_twice, asking.two_spellings_of_one_person),
        *(asking.a_name_with_an_invisible_letter, asking.a_name_in_wide_letters),
    ),
    "two keys of one person": (asking.two_keys_of_one_person, asking.a_rotated_key),
    "a person who may not approve": (
        *(asking.the_requester, asking.the_requester_under_another_spelling, asking.the_requesters_other_key),
        *(asking.a_service, asking.without_the_scope, asking.a_revoked_key, asking.a_key_that_ended),
        *(asking.a_key_of_nobody, asking.the_command_line, asking.who_makes_keys),
        *(asking.who_makes_keys_under_another_spelling, asking.who_made_the_requesters_key),
    ),
    "replay": (asking.the_digest_of_another_export, by_hand.replayed_on_another_export),
    "race": (asking.a_race,),
    "changed digest": (asking.another_digest, asking.a_selection_swapped),
    "role changed between": (
        by_hand.who_operates,
        by_hand.a_role_changed_between,
        by_hand.an_owner_changed_between,
    ),
    "self-review, and a sample that was not reviewed": (
        *(asking.before_the_review, asking.with_one_account_unreviewed),
        *(asking.with_one_account_reviewed_twice, asking.over_an_honest_account, asking.a_review_taken_back),
        *(asking.a_self_review, asking.a_review_by_a_service),
        asking.a_review_of_an_account_that_was_not_drawn,
    ),
    "out of order, or too late": (
        *(asking.before_the_preview, asking.too_late, asking.produced_too_late),
        *(asking.of_one_that_was_cancelled, asking.produced_with_one_of_two, asking.produced_without_any),
        asking.noted_as_produced_without_any,
    ),
    "database written by hand": (
        *(by_hand.written_by_hand_as_approved, by_hand.written_by_hand_as_produced),
        *(by_hand.written_by_hand_as_another_sort, by_hand.written_by_hand_as_smaller),
        *(by_hand.written_by_hand_with_another_action, by_hand.written_by_hand_with_other_rings),
        *(by_hand.written_by_hand_with_no_review, by_hand.written_by_hand_as_reviewed),
        *(by_hand.forged_of_the_requester, by_hand.forged_of_a_service, by_hand.forged_under_another_name),
        *(by_hand.forged_of_a_person_who_never_spoke, by_hand.forged_of_one_person_under_two_spellings),
        *(by_hand.an_approval_edited, by_hand.an_honest_review_deleted, by_hand.triggers_dropped),
        *(by_hand.a_trigger_replaced_by_one_that_refuses_nothing, by_hand.a_key_written_by_hand),
        by_hand.a_key_kept_under_another_person,
    ),
}
