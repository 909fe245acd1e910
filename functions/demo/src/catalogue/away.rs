//! Outdoor, travel bags and audio.

use super::rows::{Row, Shelf, row};

pub(super) const SHELVES: &[Shelf] = &[
    Shelf { product_type: "Outdoor", code: "OUT", rows: OUTDOOR },
    Shelf { product_type: "Travel Bags", code: "BAG", rows: BAGS },
    Shelf { product_type: "Audio", code: "AUD", rows: AUDIO },
];

const WEAR: &str = "size:S,M,L,XL;color:moss,charcoal,ochre";
const FLASK: &str = "size:500 ml,750 ml=115,1 l=130;color:slate,moss,sand";
const CANVAS: &str = "color:olive,navy,sand";
const SHELL: &str = "color:charcoal,moss,ice";
const SOUND: &str = "color:black,sand,moss";
const ONE: &str = "size:one size";

#[rustfmt::skip]
const OUTDOOR: &[Row] = &[
    row("Two-Person Tent", 24_900, "color:moss,ochre", "bestseller", "Free-standing, 1.9 kg, up in five minutes."),
    row("Down Sleeping Bag", 21_900, "size:regular,long=108;strength:0 °C,-9 °C=130", "", "Responsible down in a bag that packs small."),
    row("Insulated Sleeping Pad", 12_900, "size:regular,wide=120", "", "Warm to minus 8 °C and quiet to turn on."),
    row("Insulated Bottle", 3_400, FLASK, "bestseller", "Cold for 24 hours, hot for 12; cap with a carrying loop."),
    row("Vacuum Food Jar", 3_600, "size:350 ml,500 ml=115;color:slate,moss", "", "Soup stays hot until the summit."),
    row("Titanium Camp Mug", 3_900, "size:450 ml,600 ml=115", "", "95 grams, with folding handles."),
    row("Camp Stove", 7_400, ONE, "", "Boils half a litre in two and a half minutes."),
    row("Camp Cook Set", 6_900, "size:1 person,2 people=140", "", "Pot, pan and lid that nest around a gas canister."),
    row("Headlamp 400", 4_900, SHELL, "", "400 lumens, red light, charged by USB-C."),
    row("Lantern Glow", 4_400, "color:cream,moss", "", "Dims to candle light; hangs or stands."),
    row("Rain Jacket", 16_900, WEAR, "", "Three layers, taped seams, hood that turns with you."),
    row("Fleece Pullover", 8_900, WEAR, "bestseller", "Recycled grid fleece with a chest pocket."),
    row("Merino Base Layer", 7_900, "size:S,M,L,XL;color:charcoal,navy", "", "Warm when wet, fresh for days."),
    row("Merino Hiking Socks", 2_200, "size:S,M,L;color:charcoal,moss", "", "Cushioned heel, no seam at the toe."),
    row("Wool Beanie", 3_200, "color:oat,charcoal,rust", "", "Double-knit lambswool."),
    row("Trekking Poles", 9_900, "size:105-125 cm,115-135 cm", "", "Carbon poles with cork grips."),
    row("Picnic Blanket", 5_900, "color:check,stripe", "gift", "Wool top, waterproof back, leather strap."),
    row("Folding Camp Chair", 8_400, CANVAS, "", "Packs to the size of a loaf and holds 145 kg."),
    row("Hammock", 6_200, "color:moss,ochre", "final-sale", "Parachute nylon with straps; colours of an earlier season."),
];

#[rustfmt::skip]
const BAGS: &[Row] = &[
    row("Weekender Bag", 14_800, CANVAS, "bestseller", "Waxed canvas and bridle leather, with a shoe compartment."),
    row("Everyday Backpack 20 L", 11_900, SHELL, "bestseller", "Clamshell opening and a padded sleeve for a 16-inch laptop."),
    row("Travel Backpack 40 L", 18_900, SHELL, "", "Opens like a suitcase; cabin size."),
    row("Roll-Top Backpack", 9_800, "color:olive,navy,charcoal", "", "Welded seams, keeps a downpour out."),
    row("Cabin Suitcase", 21_900, "color:charcoal,ice,moss", "", "Polycarbonate shell with wheels you can replace."),
    row("Check-In Suitcase", 28_900, "size:65 cm,75 cm=115;color:charcoal,moss", "", "Light shell and lasting wheels."),
    row("Canvas Tote", 3_900, "color:natural,olive,navy", "", "Heavy canvas with an inner pocket."),
    row("Leather Tote", 19_900, "color:tan,black", "", "Vegetable-tanned leather that darkens with you."),
    row("Sling Bag", 5_900, SHELL, "", "For passport, phone and a book."),
    row("Messenger Bag", 12_900, CANVAS, "", "Waxed canvas with magnetic closures."),
    row("Packing Cubes", 3_600, "size:set of 3,set of 6=170;color:slate,sand", "", "Mesh tops, so you see what is in them."),
    row("Wash Bag", 3_400, "color:olive,navy,tan", "gift", "Hangs, wipes clean, holds a razor upright."),
    row("Passport Wallet", 4_600, "color:tan,black,navy", "gift", "Four cards, one passport, one pen."),
    row("Luggage Tag", 1_600, "color:tan,black,rust", "", "Leather, with a flap over your address."),
    row("Laptop Sleeve", 4_200, "size:13 in,14 in,16 in=110;material:felt,leather=160", "", "Snug wool felt or leather."),
    row("Garment Bag", 9_400, ONE, "discontinued", "No longer made."),
];

#[rustfmt::skip]
const AUDIO: &[Row] = &[
    row("Portable Speaker Pebble", 7_900, SOUND, "bestseller", "Fits a palm, fills a kitchen; 14 hours."),
    row("Portable Speaker Boulder", 16_900, SOUND, "", "Room-filling sound, waterproof, 20 hours."),
    row("Over-Ear Headphones", 19_900, SOUND, "bestseller", "Noise cancelling, 35 hours, ear pads you can replace."),
    row("On-Ear Headphones", 11_900, SOUND, "", "Light and foldable."),
    row("Wireless Earbuds", 12_900, "color:black,sand", "", "Six hours, twenty-four with the case."),
    row("Wired Earphones", 3_900, "plug:3.5 mm,USB-C=115", "", "Aluminium housings, braided cable."),
    row("Turntable", 32_900, "color:walnut,black;plug:US,EU,UK", "", "Belt drive with a built-in preamp."),
    row("Bookshelf Speakers", 28_900, "color:walnut,black", "", "Pair of active two-way speakers."),
    row("Kitchen Radio", 13_900, "color:cream,moss;plug:US,EU,UK", "", "FM, internet radio and a proper volume knob."),
    row("Record Cleaning Kit", 2_900, ONE, "", "Velvet brush and fluid."),
    row("Headphone Stand", 3_600, "material:oak,walnut=115", "", "Steam-bent wood on a steel foot."),
    row("Speaker Cable", 2_400, "size:2 m,5 m=180", "", "Oxygen-free copper in a cotton sleeve."),
    row("Alarm Clock Radio", 5_900, "color:cream,black;plug:US,EU", "final-sale", "Earlier model; last pieces, sold as they are."),
];
