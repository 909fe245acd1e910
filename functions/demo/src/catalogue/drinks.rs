//! Tea, coffee gear and kitchen.

use super::rows::{Row, Shelf, row};

pub(super) const SHELVES: &[Shelf] = &[
    Shelf { product_type: "Tea", code: "TEA", rows: TEA },
    Shelf { product_type: "Coffee Gear", code: "COF", rows: COFFEE },
    Shelf { product_type: "Kitchen", code: "KIT", rows: KITCHEN },
];

const LEAF: &str = "size:50 g,125 g=220,250 g=400";
const BLACK: &str = "size:50 g,125 g=220,250 g=400;strength:classic,strong";
const BAGS: &str = "size:20 bags,50 bags=225";
const ONE: &str = "size:one size";
const CUP: &str = "color:chalk,slate,moss,rust";
const BREW: &str = "size:1-3 cups,4-6 cups=130;color:white,black";
const STEEL: &str = "material:brushed steel,matte black=110";
const WOOD: &str = "material:oak,walnut=120";

#[rustfmt::skip]
const TEA: &[Row] = &[
    row("Earl Grey Supreme", 1_200, BLACK, "bestseller", "Black tea from Ceylon and Keemun with cold-pressed oil of bergamot and a few cornflowers."),
    row("Earl Grey Lavender", 1_250, LEAF, "", "Our Earl Grey with lavender from the Drôme, softer and a little sweeter."),
    row("English Breakfast", 1_050, BLACK, "bestseller", "Assam and Kenyan leaf for the first cup of the day; takes milk well."),
    row("Irish Breakfast", 1_050, BLACK, "", "Malty Assam, blended brisk and dark."),
    row("Darjeeling First Flush", 1_800, LEAF, "organic", "Light spring leaf with notes of muscatel and green almond."),
    row("Assam Golden Tips", 1_500, BLACK, "", "Whole leaf with many golden tips; honey, malt and raisin."),
    row("Lapsang Souchong", 1_400, LEAF, "", "Dried over pinewood fires, smoky and clean."),
    row("Masala Chai", 1_150, LEAF, "organic", "Assam with cardamom, cinnamon, ginger, clove and black pepper."),
    row("Sencha Asamushi", 1_600, LEAF, "organic", "Lightly steamed green tea from Shizuoka, grassy and fresh."),
    row("Genmaicha", 1_200, LEAF, "", "Green tea with roasted rice; warm, nutty and low in caffeine."),
    row("Hojicha Roast", 1_300, LEAF, "", "Roasted green tea with caramel notes, gentle enough for the evening."),
    row("Ceremonial Matcha", 2_800, "size:30 g,80 g=230", "organic", "Stone-ground shade-grown leaf from Uji for whisking with water alone."),
    row("Jasmine Pearls", 1_900, LEAF, "", "Hand-rolled green tea, scented six nights with fresh jasmine."),
    row("Silver Needle White", 2_200, LEAF, "", "Buds only, picked in early spring in Fuding."),
    row("Tie Guan Yin Oolong", 1_700, LEAF, "", "Lightly oxidised oolong with orchid and cream."),
    row("Milk Oolong", 1_650, LEAF, "new", "Jin Xuan cultivar from Taiwan with a naturally buttery cup."),
    row("Aged Pu-erh 2016", 2_400, LEAF, "", "Ripe pu-erh, dark as coffee, with cocoa and damp forest."),
    row("Rooibos Vanilla", 900, LEAF, "caffeine-free", "Red bush from the Cederberg with real vanilla."),
    row("Peppermint Leaf", 850, BAGS, "caffeine-free organic", "Nothing but peppermint, cut large so that it keeps its oil."),
    row("Chamomile Blossom", 900, BAGS, "caffeine-free organic", "Whole Egyptian blossoms for a calm last cup."),
    row("Lemon Ginger Infusion", 900, BAGS, "caffeine-free", "Ginger, lemon peel and lemongrass; hot, or cold over ice."),
    row("Decaf Breakfast", 1_150, BAGS, "", "Breakfast blend, decaffeinated with carbon dioxide instead of solvents."),
    row("Winter Spice Limited", 1_300, LEAF, "final-sale", "Last tins of the season: black tea, orange peel, star anise."),
    row("Tasting Box Six Teas", 2_600, ONE, "gift", "Six tins of 25 g: two black, two green, one oolong, one herbal."),
];

#[rustfmt::skip]
const COFFEE: &[Row] = &[
    row("Fernhill Pour-Over Dripper", 2_800, BREW, "bestseller", "Porcelain dripper with a single spiral rib for an even, slow bloom."),
    row("Gooseneck Kettle", 6_900, STEEL, "bestseller", "0.9 litre stovetop kettle with a spout made for slow pouring."),
    row("Variable Temperature Kettle", 11_900, "color:black,white;plug:US,EU,UK", "", "Holds any temperature from 40 to 100 °C for an hour."),
    row("Hand Grinder No. 2", 8_900, STEEL, "", "Forty-eight-millimetre conical burrs, thirty-six clicks, no plastic in the drive."),
    row("Electric Burr Grinder", 14_900, "color:black,cream;plug:US,EU,UK", "", "Flat burrs and a single-dose hopper that leaves next to nothing behind."),
    row("French Press", 3_900, "size:350 ml,1 l=140;material:glass,steel=150", "", "Double-screen filter and a lid that stays cool."),
    row("Moka Pot", 3_400, "size:3 cups,6 cups=130", "", "Aluminium stovetop brewer with a walnut handle."),
    row("Cold Brew Bottle", 3_200, "size:750 ml,1 l=120;color:clear,smoke", "", "Steep overnight, pour in the morning; fits any fridge door."),
    row("Travel Press Mug", 3_600, "color:slate,moss,sand", "", "Press and mug in one; leak-proof, keeps coffee hot for four hours."),
    row("Paper Filters", 700, "size:100 sheets,300 sheets=260", "", "Oxygen-bleached filters for the pour-over dripper."),
    row("Barista Scale", 4_900, "color:black,white", "", "Reads to 0.1 g with a timer that starts at the first drop."),
    row("Milk Frother", 2_900, ONE, "", "Hand-held steel frother, charged by USB-C."),
    row("Milk Pitcher", 2_200, "size:350 ml,600 ml=120", "", "Steel pitcher with a narrow lip for drawing."),
    row("Espresso Tamper 58 mm", 3_200, WOOD, "", "Weighted steel base with a turned wooden handle."),
    row("Coffee Canister", 3_000, "size:250 g,500 g=130;color:black,white", "", "One-way valve and date wheel, so beans stay fresh."),
    row("Vacuum Siphon Brewer", 9_800, ONE, "discontinued", "Borosilicate siphon with cloth filter. No longer made."),
    row("Enamel Camp Percolator", 4_200, "color:cream,blue", "final-sale", "Eight-cup percolator for stove or fire; last pieces."),
];

#[rustfmt::skip]
const KITCHEN: &[Row] = &[
    row("Stoneware Mug", 1_600, CUP, "bestseller", "Hand-glazed 350 ml mug with a thumb rest; no two are quite alike."),
    row("Stoneware Teapot", 5_400, "size:0.6 l,1.1 l=140;color:chalk,slate,moss", "bestseller", "Teapot with a deep steel basket that lets leaves open."),
    row("Glass Teapot", 3_900, "size:0.5 l,1 l=130", "", "Heat-proof glass, so that you see when the tea is ready."),
    row("Cast Iron Teapot", 6_800, "color:black,blue,green", "", "Enamelled inside, keeps tea warm for an hour."),
    row("Porcelain Gaiwan", 2_400, "color:white,celadon", "", "Thin 120 ml lidded cup for short steeps."),
    row("Tea Infuser Basket", 1_200, "size:S,L=125", "", "Fine steel mesh with a lid that doubles as a drip tray."),
    row("Matcha Whisk Set", 3_400, "color:natural,black", "gift", "Bamboo whisk with eighty tines, scoop and stand."),
    row("Chef's Knife 20 cm", 8_900, "material:steel,damascus=180", "", "Forged blade and full tang, sharpened to 15 degrees."),
    row("Paring Knife 9 cm", 3_900, WOOD, "", "Small blade for small work, with a wooden handle."),
    row("End-Grain Cutting Board", 7_800, "size:S,M=130,L=165;material:oak,walnut=120", "", "Kind to knives, with feet that do not slip."),
    row("Cast Iron Skillet", 5_600, "size:20 cm,26 cm=130,30 cm=155", "bestseller", "Pre-seasoned with linseed oil; goes from stove to oven."),
    row("Enamel Dutch Oven", 13_500, "size:3 l,5 l=130;color:cream,rust,moss", "", "Heavy lid with drip points for bread and stews."),
    row("Mixing Bowl Set", 4_800, "color:chalk,slate", "", "Three nesting stoneware bowls with pouring lips."),
    row("Serving Board", 3_600, WOOD, "", "Oiled board with a leather loop."),
    row("Dinner Plate Set of Four", 6_400, "color:chalk,slate,moss", "", "Reactive glaze, safe in dishwasher and microwave."),
    row("Linen Napkins Set of Four", 3_200, "color:natural,rust,moss", "", "Washed linen, softer every time."),
    row("Spice Grinder", 3_300, "material:oak,steel", "", "Ceramic grinder that never rusts."),
    row("Copper Measuring Cups", 4_400, ONE, "final-sale", "Set of four with engraved measures; last sets of this finish."),
    row("Salt Cellar", 1_900, WOOD, "", "Swivel lid with a small magnet."),
];
