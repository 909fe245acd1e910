//! The words and phrases that the embedded understanding knows (English).
//!
//! A phrase is a line of words that must appear in this order, with at most [`GAP_MAX`] other words
//! between two of them. `@name` stands for any word of a class. The number is how sure the phrase
//! makes us, in thousandths.

use super::{ChitchatKind, Skill};

/// What a phrase means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    Chitchat(ChitchatKind),
    Drop,
    Knowledge,
    No,
    Person,
    Skill(Skill),
    Yes,
}

/// Other words allowed between two words of a phrase.
pub(super) const GAP_MAX: usize = 3;

/// Word classes.
pub(super) const CLASSES: &[(&str, &[&str])] = &[
    ("@order", &[
        "order", "orders", "package", "packages", "parcel", "parcels", "delivery", "deliveries",
        "shipment", "shipments", "purchase", "purchases", "stuff", "item", "items", "things",
        "goods", "box", "boxes", "merchandise", "pkg",
    ]),
    ("@arrive", &[
        "arrive", "arrives", "arrived", "arriving", "come", "comes", "came", "coming", "here",
        "delivered", "deliver", "delivering", "land", "ship", "ships", "shipped", "shipping",
        "expect", "receive", "received", "reach", "reached", "show", "get", "getting", "turn",
    ]),
    ("@not", &[
        "not", "never", "no", "hasnt", "havent", "didnt", "isnt", "arent", "wasnt", "dont",
        "doesnt", "nothing", "hadnt", "cant", "without", "aint", "nor",
    ]),
    ("@got", &[
        "arrived", "arrive", "come", "came", "received", "recieved", "receive", "recieve", "got",
        "gotten", "get", "delivered", "shown", "reached", "here", "seen", "there", "turned",
    ]),
    ("@change", &[
        "change", "changing", "changed", "update", "edit", "modify", "correct", "switch", "fix",
        "wrong", "different", "new", "another", "redirect", "amend",
    ]),
];

use ChitchatKind::{AreYouHuman, Goodbye, Greeting, Thanks, WhatCanYouDo};
use Meaning::{Chitchat, Drop, Knowledge, No, Person, Skill as Wants, Yes};
use Skill::{
    Account, CancelOrder, ChangeAddress, ChangeItems, ChangePayment, Claim, Discount, Exchange,
    Loyalty, OrderStatus, ProductQuestion, Recommendation, RefundStatus, Reorder, Return,
    Subscription,
};

/// Every phrase, grouped by meaning.
pub(super) const PHRASES: &[(Meaning, &[(u16, &str)])] = &[
    (Wants(OrderStatus), &[
        (950, "where @order"), (950, "wheres @order"), (900, "where is my"), (850, "where are my"),
        (880, "wheres my"), (850, "where is it"), (800, "where it is"), (850, "wheres it"),
        (800, "where are they"), (820, "where is the"), (800, "wheres the"), (760, "whereabouts"),
        (900, "when will @arrive"), (880, "when @order"), (850, "when does @arrive"),
        (850, "when is @arrive"), (850, "when should @arrive"), (850, "when can @arrive"),
        (850, "when do @arrive"), (800, "when is it"), (850, "when are @arrive"),
        (850, "what day @arrive"), (850, "what time @arrive"), (800, "will @order @arrive"),
        (780, "will it @arrive"), (750, "will arrive"), (800, "how long until"),
        (780, "how long till"), (820, "how much longer"), (800, "how soon @arrive"),
        (900, "has @order shipped"), (880, "has shipped"), (860, "did ship"), (860, "been shipped"),
        (860, "shipped yet"), (840, "ship yet"), (820, "sent yet"), (820, "been sent"),
        (840, "been dispatched"), (840, "sent out"), (820, "has @order left"), (900, "order shipped"),
        (960, "track @order"), (900, "track my"), (880, "track it"), (900, "tracking number"),
        (880, "tracking"), (860, "trace @order"), (820, "locate @order"), (800, "find my @order"),
        (960, "order status"), (960, "status @order"), (900, "orders status"),
        (970, "update on @order"), (900, "updates on"), (850, "update about"), (850, "news @order"),
        (780, "any update"), (780, "any updates"), (740, "any news"), (850, "check on @order"),
        (840, "check @order"), (840, "check up on"), (820, "follow up @order"),
        (880, "@order progress"), (860, "look up @order"), (780, "whats up with @order"),
        (920, "@not arrived"), (920, "@not received"), (900, "@not recieved"), (900, "@not come"),
        (880, "@not came"), (880, "@not got"), (880, "@not gotten"), (860, "@not get @order"),
        (900, "@not receive"), (880, "@not recieve"), (880, "@not arrive"), (820, "@not here yet"),
        (760, "@not here"), (880, "@not been delivered"), (880, "@not delivered"),
        (860, "@not shown up"), (860, "@not show up"), (840, "@not turned up"),
        (860, "@not shipped"), (800, "@not moved"), (780, "@not moving"), (840, "@not there"),
        (860, "still waiting"), (880, "waiting @order"), (820, "been waiting"), (780, "still @not"),
        (880, "@order late"), (820, "is late"), (780, "its late"), (880, "@order delayed"),
        (820, "is delayed"), (820, "delay"), (860, "@order overdue"), (780, "running late"),
        (820, "taking so long"), (820, "taking forever"), (800, "taking too long"),
        (780, "takes so long"), (780, "supposed to @arrive"), (780, "should have @arrive"),
        (780, "was supposed be here"), (820, "should be here"),
        (920, "says delivered"), (900, "said delivered"), (920, "marked delivered"),
        (900, "shows delivered"), (900, "showing delivered"), (900, "delivered but"),
        (860, "delivered yesterday but"), (860, "supposedly delivered"), (860, "apparently delivered"),
        (840, "eta"), (900, "expected delivery"), (880, "delivery date"), (880, "arrival date"),
        (900, "estimated delivery"), (860, "estimated arrival"), (880, "delivery status"),
        (880, "shipping status"), (880, "shipment status"), (860, "delivery estimate"),
        (860, "lost @order"), (860, "@order lost"), (860, "@order missing"), (820, "missing @order"),
        (860, "@order stolen"), (860, "@order stuck"), (800, "stuck in transit"), (760, "in transit"),
        (840, "out for delivery"), (820, "label created"), (840, "went missing"),
        (900, "happening with @order"), (900, "happened to @order"), (900, "happened with @order"),
        (900, "going on with @order"), (760, "what happened to my"), (760, "wheres everything"),
        (780, "my last order"), (780, "my latest order"), (760, "my recent order"),
        (740, "about my order"), (700, "my order"), (720, "my orders"), (700, "my package"),
        (700, "my parcel"), (700, "my delivery"), (700, "my shipment"), (700, "about the other"),
        (760, "wismo"), (640, "where is"), (640, "wheres"), (620, "where are"),
    ]),
    (Wants(CancelOrder), &[
        (960, "cancel @order"), (930, "cancel my"), (900, "cancel it"), (880, "cancel that"),
        (880, "cancel this"), (820, "cancel"), (860, "cancelation"), (860, "cancellation"),
        (860, "canceling"), (860, "cancelling"), (860, "call off @order"), (820, "stop @order"),
        (860, "dont want @order anymore"), (840, "no longer want @order"), (820, "undo @order"),
        (800, "changed my mind about @order"), (780, "ordered by mistake"), (780, "ordered by accident"),
    ]),
    (Wants(Return), &[
        (920, "return @order"), (900, "return it"), (900, "return them"), (880, "return this"),
        (880, "return these"), (880, "return the"), (880, "return my"), (880, "return a"),
        (860, "to return"), (880, "send back"), (880, "sending back"), (880, "send it back"),
        (900, "return label"), (860, "start a return"), (840, "returning"), (800, "take back"),
        (780, "doesnt fit"), (760, "dont like it"), (720, "return"), (700, "dont want it"),
    ]),
    (Wants(RefundStatus), &[
        (970, "where refund"), (970, "wheres refund"), (970, "when refund"), (940, "refund status"),
        (920, "@not refund"), (920, "@not refunded"), (900, "been refunded"), (900, "my refund"),
        (860, "get refunded"), (840, "a refund"), (820, "refund"), (820, "refunded"),
        (900, "money back"), (880, "where money"), (800, "reimbursed"), (780, "credited"),
    ]),
    (Wants(Exchange), &[
        (920, "exchange"), (860, "swap"), (860, "different size"), (840, "wrong size"),
        (840, "bigger size"), (840, "smaller size"), (840, "too small"), (840, "too big"),
        (820, "another size"), (820, "another color"), (820, "larger size"), (800, "trade in"),
    ]),
    (Wants(ChangeAddress), &[
        (960, "@change address"), (940, "address @change"), (940, "address is wrong"),
        (920, "shipping address"), (900, "delivery address"), (880, "ship to @change"),
        (880, "deliver to @change"), (860, "send to @change"), (820, "typo address"),
        (800, "i moved"), (800, "ive moved"), (780, "my address"), (900, "address"),
    ]),
    (Wants(ChangeItems), &[
        (940, "@change my order"), (920, "@change the order"), (900, "@change order"),
        (880, "change color"), (880, "change size"), (880, "change quantity"), (880, "add to order"),
        (880, "add to my"), (880, "remove from order"), (880, "remove from my"), (860, "add item"),
        (860, "change the size"), (860, "change the color"), (840, "instead of"), (840, "add another"),
    ]),
    (Wants(ChangePayment), &[
        (950, "@change payment"), (940, "@change card"), (930, "payment method"),
        (920, "pay with"), (880, "credit card"), (860, "charged twice"), (860, "double charged"),
        (860, "payment failed"), (840, "card declined"), (820, "payment"), (840, "billing"),
    ]),
    (Wants(Claim), &[
        (940, "damaged"), (930, "broken"), (930, "cracked"), (920, "defective"), (920, "faulty"),
        (930, "wrong item"), (930, "wrong order"), (930, "wrong product"), (920, "missing item"),
        (920, "missing items"), (920, "missing part"), (920, "missing parts"), (900, "is missing from"),
        (900, "doesnt work"), (900, "not working"), (900, "stopped working"), (880, "leaking"),
        (880, "torn"), (880, "shattered"), (860, "smashed"), (900, "incomplete order"),
        (900, "received wrong"), (900, "sent wrong"), (900, "got wrong"), (880, "dented"),
        (880, "only got"), (880, "only received"), (860, "ripped"), (840, "stained"),
    ]),
    (Wants(Discount), &[
        (930, "discount"), (930, "coupon"), (930, "promo"), (920, "promotion"), (920, "voucher"),
        (900, "price match"), (880, "code @not work"), (880, "cheaper"), (860, "price drop"),
        (860, "on sale"), (840, "special offer"), (900, "gift card"), (820, "free sample"),
    ]),
    (Wants(Loyalty), &[
        (950, "points"), (930, "loyalty"), (920, "reward"), (920, "rewards"), (900, "my tier"),
        (880, "vip"), (880, "gold status"), (880, "silver status"), (860, "member benefits"),
    ]),
    (Wants(Subscription), &[
        (960, "subscription"), (940, "subscriptions"), (930, "subscribe"), (900, "auto ship"),
        (900, "autoship"), (900, "next charge"), (880, "skip next"), (880, "pause my"),
        (860, "recurring"), (860, "next box"), (880, "resume my"), (860, "skip this month"),
    ]),
    (Wants(Reorder), &[
        (950, "reorder"), (940, "order again"), (930, "buy again"), (930, "same again"),
        (900, "same one again"), (900, "the usual"), (880, "order the same"), (880, "another one of"),
        (860, "get same"), (860, "repurchase"), (860, "more of the same"),
    ]),
    (Wants(Recommendation), &[
        (930, "recommend"), (920, "recommendation"), (920, "recommendations"), (880, "suggest"),
        (900, "gift for"), (880, "looking for"), (860, "something like"), (860, "which one should"),
        (860, "which should i"), (840, "what should i buy"), (820, "help me choose"), (820, "similar to"),
    ]),
    (Wants(ProductQuestion), &[
        (930, "in stock"), (920, "out of stock"), (900, "back in stock"), (880, "do you have"),
        (880, "do you sell"), (880, "do you carry"), (880, "how much is"), (880, "how much does"),
        (860, "how much are"), (880, "available in"), (860, "does it come in"), (860, "come in"),
        (860, "dimensions"), (860, "waterproof"), (840, "made of"), (840, "ingredients"),
        (840, "is compatible"), (840, "battery life"), (840, "machine washable"), (820, "how big"),
        (820, "caffeine"), (820, "sell"), (800, "restock"), (800, "the price of"),
    ]),
    (Wants(Account), &[
        (930, "password"), (920, "log in"), (920, "login"), (920, "sign in"), (900, "my account"),
        (900, "change my email"), (900, "change my phone"), (900, "change my name"),
        (930, "unsubscribe"), (900, "stop emailing"), (900, "stop emails"), (900, "marketing emails"),
        (900, "delete my data"), (900, "delete my account"), (880, "personal data"), (880, "gdpr"),
        (900, "invoice"), (860, "newsletter"), (860, "receipt for"), (840, "spam"),
    ]),
    (Person, &[
        (970, "talk to @person"), (970, "speak to @person"), (970, "speak with @person"),
        (970, "talk with @person"), (960, "real person"), (960, "real human"), (960, "live agent"),
        (960, "live person"), (960, "human agent"), (950, "human being"), (940, "representative"),
        (940, "a human"), (930, "customer service"), (930, "customer support"), (930, "support agent"),
        (930, "an agent"), (940, "operator"), (920, "human please"), (920, "agent please"),
        (920, "manager"), (920, "supervisor"), (900, "call me"), (900, "contact you"),
        (900, "phone you"), (900, "connect me"), (900, "transfer me"), (900, "speak to"),
        (900, "talk to"), (900, "human"), (880, "agent"), (880, "a person"),
    ]),
    (Knowledge, &[
        (960, "return policy"), (960, "returns policy"), (960, "refund policy"), (960, "exchange policy"),
        (960, "shipping policy"), (950, "privacy policy"), (940, "policy"), (940, "do you ship"),
        (940, "do you deliver"), (950, "how long does shipping"), (950, "how long does delivery"),
        (940, "how long do you"), (940, "shipping cost"), (940, "shipping costs"),
        (940, "delivery cost"), (930, "free shipping"), (930, "cost of shipping"),
        (930, "how much is shipping"), (930, "how much is delivery"), (930, "ship internationally"),
        (930, "ship overseas"), (930, "ship abroad"), (920, "opening hours"), (920, "are you open"),
        (920, "store near"), (920, "store hours"), (900, "warranty"), (900, "guarantee"),
        (900, "business hours"), (900, "customs"), (880, "payment methods do you"), (880, "do you accept"),
        (940, "how do returns"), (930, "how do i return"), (900, "wholesale"), (880, "gift wrap"),
    ]),
    (Chitchat(Greeting), &[
        (900, "hi"), (900, "hello"), (900, "hey"), (850, "hiya"), (900, "good morning"),
        (900, "good afternoon"), (900, "good evening"), (800, "greetings"), (800, "howdy"),
        (800, "heya"), (750, "morning"), (750, "hallo"), (750, "yo"),
    ]),
    (Chitchat(Thanks), &[
        (930, "thank you"), (930, "thanks"), (900, "thx"), (880, "ty"), (880, "cheers"),
        (880, "appreciate"), (850, "great job"), (800, "awesome"), (800, "perfect"), (780, "great"),
        (880, "thank"), (800, "wonderful"), (780, "cool"),
    ]),
    (Chitchat(Goodbye), &[
        (930, "bye"), (930, "goodbye"), (900, "see you"), (900, "see ya"), (850, "have a nice"),
        (850, "have a good"), (850, "thats all"), (830, "nothing else"), (830, "good night"),
    ]),
    (Chitchat(AreYouHuman), &[
        (960, "are you a bot"), (960, "are you bot"), (960, "are you human"), (960, "are you a human"),
        (960, "are you real"), (960, "are you a robot"), (960, "are you an ai"), (940, "are you a real"),
        (940, "am i talking to"), (940, "is this a bot"), (940, "is this a real"), (940, "is this a human"),
        (920, "chatbot"), (920, "are you a person"), (920, "are you a machine"),
    ]),
    (Chitchat(WhatCanYouDo), &[
        (950, "what can you do"), (950, "what can you help"), (940, "how can you help"),
        (930, "what do you do"), (900, "can you help"), (880, "help me"), (860, "need help"),
        (840, "i have a question"), (800, "help"),
    ]),
    (Yes, &[
        (960, "yes"), (950, "yeah"), (950, "yep"), (950, "yup"), (930, "sure"), (920, "ok"),
        (920, "okay"), (940, "correct"), (930, "go ahead"), (940, "confirm"), (940, "please do"),
        (930, "do it"), (930, "of course"), (930, "definitely"), (930, "absolutely"), (900, "thats right"),
        (900, "sounds good"), (930, "found it"), (900, "i found"), (880, "got it now"), (880, "y"),
        (880, "yea"), (880, "ja"), (900, "yess"), (850, "right"), (880, "i did"),
    ]),
    (No, &[
        (960, "no"), (950, "nope"), (940, "nah"), (930, "not really"), (930, "dont"),
        (930, "still not"), (930, "not yet"), (930, "cant find"), (930, "didnt find"),
        (920, "not there"), (920, "nowhere"), (900, "not that"), (920, "negative"), (900, "n"),
        (900, "i didnt"), (900, "havent found"), (900, "still @not"), (900, "@not found"),
    ]),
    (Drop, &[
        (960, "never mind"), (960, "nevermind"), (950, "forget it"), (940, "forget about it"),
        (920, "doesnt matter"), (900, "leave it"),
    ]),
];

/// More word classes, for people.
pub(super) const PEOPLE: &[&str] = &[
    "person", "human", "someone", "somebody", "agent", "representative", "rep", "manager",
    "supervisor", "people", "staff", "support", "advisor", "operator", "anyone",
];

/// Words that say nothing about a product.
pub(super) const FILLER: &[&str] = &[
    "a", "about", "actually", "after", "again", "ago", "all", "already", "also", "always", "am",
    "an", "and", "any", "anything", "are", "as", "asap", "ask", "at", "back", "be", "because",
    "been", "before", "but", "buy", "by", "bought", "can", "check", "could", "day", "days", "did",
    "do", "does", "doing", "done", "ever", "every", "find", "first", "for", "from", "got", "give",
    "had", "has", "have", "he", "help", "her", "him", "how", "i", "id", "if", "ill", "im", "in",
    "info", "information", "into", "is", "it", "its", "ive", "just", "kind", "know", "last",
    "like", "long", "look", "looking", "made", "make", "many", "may", "maybe", "me", "might",
    "mine", "month", "more", "much", "must", "my", "need", "new", "next", "now", "number", "of",
    "off", "on", "one", "ones", "only", "or", "ordered", "other", "our", "out", "over", "please",
    "pls", "placed", "possible", "really", "say", "says", "see", "seem", "she", "should", "since",
    "so", "some", "still", "tell", "than", "that", "thats", "the", "their", "them", "then",
    "there", "these", "they", "thing", "think", "this", "those", "time", "to", "today", "tomorrow",
    "too", "up", "us", "use", "very", "want", "wanted", "was", "way", "we", "week", "weeks",
    "well", "were", "what", "whats", "when", "where", "wheres", "which", "who", "why", "will",
    "with", "would", "yesterday", "yet", "you", "your", "hello", "hi", "hey", "thanks", "thank",
    "order", "orders", "package", "packages", "parcel", "parcels", "delivery", "shipment",
    "purchase", "stuff", "item", "items", "things", "status", "tracking", "track", "update",
    "arrive", "arrived", "arriving", "come", "came", "coming", "here", "delivered", "deliver",
    "ship", "shipped", "shipping", "receive", "received", "late", "not", "never", "no", "hasnt",
    "havent", "didnt", "isnt", "wasnt", "dont", "doesnt", "latest", "recent", "newest", "second",
    "third", "both", "supposed", "expected", "waiting", "wait", "cancel", "get", "going", "go",
    "sent", "send", "eta", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday",
];

/// Words of anger, and how much each weighs.
pub(super) const ANGER: &[(&str, u8)] = &[
    ("ridiculous", 2), ("unacceptable", 2), ("terrible", 2), ("awful", 2), ("worst", 2),
    ("horrible", 2), ("disappointed", 1), ("disappointing", 1), ("frustrated", 1),
    ("frustrating", 1), ("annoyed", 1), ("annoying", 1), ("angry", 2), ("furious", 3),
    ("scam", 3), ("fraud", 3), ("lawyer", 3), ("sue", 3), ("useless", 2), ("pathetic", 2),
    ("disgusting", 2), ("joke", 1), ("fuck", 3), ("fucking", 3), ("shit", 3), ("bullshit", 3),
    ("wtf", 2), ("damn", 1), ("hell", 1), ("idiots", 3), ("stupid", 2), ("sick", 1), ("fed", 1),
    ("forever", 1), ("impatient", 1), ("ages", 1),
];
