//! Understanding: from a message and the dialogue's state to commands.
//!
//! Reading a message changes nothing and asks nobody: it returns a value. There are two makers of this
//! type: the embedded one, and a language model, whose answer `proposed` takes; the engine treats both
//! alike.
//!
//! In the order in which a message is read: `reply_text` leaves out what an email quotes,
//! `language` chooses the `lexicon`, `normal` undoes slips and tricks, `entity` finds numbers, days
//! and names, `clause` tells wishes apart and how they hang together, `wish` finds what each is,
//! `point` what it points at, and `signal` notices what matters besides. `resolve` then finds what
//! is pointed at among the customer's own things. The words of all this are data beside the code.

mod again;
mod alarm;
mod answer;
mod asked;
mod aspect;
mod bare;
mod bargain;
mod claim;
mod clause;
mod command;
mod custom;
mod detail;
mod elided;
mod embedded;
mod entity;
mod extent;
mod general;
mod guess;
pub mod intent;
mod known;
mod language;
mod lexicon;
mod need;
mod needed;
mod normal;
mod personal;
mod phrase;
mod piece;
mod point;
mod points;
mod problem;
mod proposed;
mod reference;
mod repeated;
mod reply_text;
mod resolve;
mod said;
mod selection;
mod signal;
mod skill;
mod stock;
mod subscription;
mod tie;
mod typo;
mod unknown;
mod variant;
mod wish;

pub use again::{
    asks_again, is_all_ever, is_usual, named_again, pieces_wanted, titles_beside, titles_like,
};
pub use asked::{Asked, asked};
pub use aspect::{Aspect, ProductSays, Question, product_words};
pub use bargain::{Bargain, BargainAbout, bargain, code_alone};
pub use claim::{asks_for_another_code, claimed, speaks_of_another, typed_code};
pub use command::{
    Alternative, ChitchatKind, Command, Confidence, HeardCommand, Tone, Understanding,
};
pub use custom::{CustomSkills, confused};
pub use embedded::understand;
pub use entity::{
    Entity, EntityKind, is_given_name, is_street_word, is_unit, named_like, street_ending,
};
pub use extent::{Extent, extent, says_more};
pub use general::asks_in_general;
pub use known::Known;
pub use language::language_of;
pub use need::{
    Field, Follow, Found, Kinship, Need, PriceEnd, PriceWish, ProductText, Role, Term, compares,
    follow, name_word, named_side_by_side,
};
pub use needed::{Needed, names_value, needed, weekday_name};
pub use personal::{PersonalWish, names_contact, personal_wishes};
pub use piece::spellings;
pub use points::{PointsAsked, RewardsMeant, points_asked, rewards_meant};
pub use problem::{pieces, problem, remedy};
pub use proposed::{ASK_PERSON, OUT_OF_SCOPE, is_unsure, question, understand_proposed};
pub use reference::{Pointer, Reference, Referent};
pub use reply_text::{fresh_parts, fresh_text};
pub use resolve::{Holdings, Resolved, Thing, orders_meant, resolve};
pub use selection::{
    AddressSaid, MeantLine, PartialAddress, PaymentSaid, Selection, Unclear, address, payment,
    reason, search_words, select, titles_named,
};
pub use signal::Signals;
pub use skill::Skill;
pub use stock::{means_all, stops_waiting};
pub use subscription::{
    Amount, Lapse, LapseUnit, SubscriptionSaid, SubscriptionWish, When, asks_to_change,
    reason_answered, reason_of_end, speaks_of_paying, subscription_said, wishes_of_subscription,
};
pub use tie::{Condition, ConditionKind, Tie};
pub use unknown::is_unknown;
pub use variant::{
    About, Choice, OtherLine, VariantWish, asks_for_options, choose, fitting, matching,
};

#[cfg(test)]
mod property_tests;
