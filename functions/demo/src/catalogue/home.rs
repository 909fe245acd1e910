//! Home textiles, lighting, stationery and care.

use super::rows::{Row, Shelf, row};

pub(super) const SHELVES: &[Shelf] = &[
    Shelf { product_type: "Home Textiles", code: "TEX", rows: TEXTILES },
    Shelf { product_type: "Lighting", code: "LIG", rows: LIGHTING },
    Shelf { product_type: "Stationery", code: "STA", rows: STATIONERY },
    Shelf { product_type: "Care", code: "CAR", rows: CARE },
];

const BED: &str = "size:twin,queen=125,king=145;color:white,sand,slate,sage";
const TOWEL: &str = "size:hand,bath=180;color:white,sand,slate,sage";
const CUSHION: &str = "size:45 cm,60 cm=135;color:sand,rust,moss,slate";
const FINISH: &str = "color:brass,black,white";
const NOTE: &str = "size:A6,A5=130;color:black,rust,moss";
const SCENT: &str = "scent:cedar,fig,unscented";
const ONE: &str = "size:one size";

#[rustfmt::skip]
const TEXTILES: &[Row] = &[
    row("Linen Duvet Cover", 14_800, BED, "bestseller", "Stonewashed European flax with hidden buttons."),
    row("Linen Sheet Set", 16_900, BED, "", "Flat sheet, fitted sheet and two pillowcases."),
    row("Percale Sheet Set", 11_900, BED, "organic", "Crisp organic cotton, 300 threads to the inch."),
    row("Pillowcase Pair", 4_200, "size:standard,king=120;color:white,sand,slate", "", "Envelope closure, washed linen."),
    row("Wool Throw", 9_800, "color:oat,charcoal,moss", "bestseller", "Lambswool in a herringbone, woven in Yorkshire."),
    row("Cotton Waffle Blanket", 7_900, "size:twin,queen=125;color:white,sand,sage", "", "Light and airy, for summer and layers."),
    row("Quilted Bedspread", 12_900, "size:queen,king=115;color:sand,slate", "", "Hand-guided stitching on both faces."),
    row("Down Alternative Duvet", 11_500, "size:twin,queen=120,king=140", "", "Recycled fill for all seasons."),
    row("Waffle Towel", 1_900, TOWEL, "", "Dries quickly and takes little room."),
    row("Terry Towel", 2_200, TOWEL, "organic bestseller", "Thick organic cotton, 600 grams to the square metre."),
    row("Bath Mat", 3_400, "color:white,slate,sage", "", "Tufted cotton with a backing that grips."),
    row("Bathrobe", 8_900, "size:S,M,L,XL=105;color:white,slate", "", "Waffle outside, terry inside, deep pockets."),
    row("Linen Cushion Cover", 3_600, CUSHION, "", "Heavy linen with a zip that hides."),
    row("Velvet Cushion Cover", 3_900, CUSHION, "", "Cotton velvet in colours that deepen by evening."),
    row("Linen Curtain Panel", 6_800, "size:140x220,140x260=115;color:white,sand,slate", "", "Sheer enough for daylight, lined on request."),
    row("Table Runner", 2_900, "color:natural,rust,moss", "", "Washed linen with mitred corners."),
    row("Tea Towel Set of Three", 2_400, "color:stripe,check", "gift", "Half linen, half cotton; they really dry."),
    row("Jute Rug", 12_500, "size:120x180,160x230=160", "", "Braided by hand, reversible."),
    row("Floral Print Tablecloth", 5_400, "size:140x220,140x300=125", "final-sale", "Print of an earlier season; last pieces."),
];

#[rustfmt::skip]
const LIGHTING: &[Row] = &[
    row("Arc Floor Lamp", 18_900, "color:brass,black;plug:US,EU,UK", "", "Marble foot and a reach of 110 cm over the sofa."),
    row("Tripod Floor Lamp", 14_900, "material:oak,walnut=115;plug:US,EU,UK", "", "Wooden legs, linen shade, foot switch."),
    row("Desk Lamp Pivot", 8_900, "color:black,white,moss;plug:US,EU,UK", "bestseller", "Three joints that stay where you put them; dims by touch."),
    row("Bedside Lamp Dune", 6_400, "color:sand,slate;plug:US,EU,UK", "", "Ceramic foot with a warm 2700 K bulb."),
    row("Rechargeable Table Lamp", 7_900, "color:brass,black,white", "bestseller", "Twelve hours of light anywhere, charged by USB-C."),
    row("Pendant Dome", 11_900, "size:25 cm,40 cm=140;color:brass,black,white", "", "Spun metal, white inside, with three metres of cable."),
    row("Paper Lantern", 3_800, "size:40 cm,60 cm=130", "", "Rice paper over bamboo; folds flat."),
    row("Wall Sconce Halo", 7_600, FINISH, "", "Indirect light, wired or with plug."),
    row("Picture Light", 6_900, FINISH, "", "Slim and glare-free, 30 cm wide."),
    row("Clip Lamp", 3_400, "color:black,white,rust", "", "Grips shelves up to 4 cm."),
    row("String Lights Outdoor", 4_500, "size:5 m,10 m=160", "", "Weatherproof, warm white, with bulbs you can replace."),
    row("Filament Bulb E27", 1_200, "strength:40 W,60 W=115", "", "Dimmable LED, 2200 K."),
    row("Smart Bulb E27", 2_200, "size:single,pack of 3=270", "new", "Warm to cool white, works without an account."),
    row("Salt Crystal Lamp", 3_900, ONE, "discontinued", "No longer made."),
    row("Globe Lamp Amber", 5_900, ONE, "final-sale", "Mouth-blown amber glass; display pieces, sold as they are."),
];

#[rustfmt::skip]
const STATIONERY: &[Row] = &[
    row("Linen Notebook", 1_800, "size:A6,A5=130;ruling:dotted,lined,plain", "bestseller", "Lies flat; 160 pages that take a fountain pen."),
    row("Pocket Notebook Trio", 1_400, NOTE, "", "Three thin books with sewn spines."),
    row("Weekly Planner", 2_600, "color:black,rust,moss", "", "Undated, so a week without plans costs nothing."),
    row("Leather Journal", 4_900, "color:tan,black", "gift", "Refillable cover that ages well."),
    row("Fountain Pen", 5_800, "color:black,moss,brass=120;size:fine,medium", "bestseller", "Steel nib and a body of brushed aluminium."),
    row("Rollerball Pen", 3_200, "color:black,brass=120", "", "Takes any standard refill."),
    row("Bottled Ink", 1_600, "color:midnight,forest,sepia,black", "", "50 ml, quick to dry and safe for pens."),
    row("Mechanical Pencil", 2_400, "size:0.5 mm,0.7 mm;color:black,brass=120", "", "Weighted for long drawing."),
    row("Colored Pencil Set", 3_600, "size:24 colors,48 colors=180", "gift", "Oil-based cores in cedar."),
    row("Desk Pad", 5_400, "size:M,L=130;material:felt,leather=150", "", "Quiet under keyboard and cup."),
    row("Letterpress Cards", 1_900, "size:set of 6,set of 12=180", "", "Printed on cotton paper, with envelopes."),
    row("Washi Tape Set", 1_100, "color:earth,garden", "", "Five rolls that peel off cleanly."),
    row("Brass Paper Clips", 900, ONE, "", "Thirty clips in a tin."),
    row("Wall Calendar", 2_200, ONE, "final-sale", "Large letterpress calendar of the running year."),
];

#[rustfmt::skip]
const CARE: &[Row] = &[
    row("Olive Oil Soap Bar", 800, SCENT, "organic", "Cured for nine months; for hands and body."),
    row("Hand Wash", 1_600, "size:300 ml,1 l refill=190;scent:cedar,fig", "bestseller", "Gentle wash with bergamot oil."),
    row("Hand Cream", 1_400, SCENT, "", "Shea and oat; sinks in within a minute."),
    row("Body Lotion", 2_200, SCENT, "", "Light lotion for every day."),
    row("Shampoo Bar", 1_300, "scent:nettle,citrus", "", "Lasts as long as two bottles."),
    row("Conditioner Bar", 1_400, "scent:nettle,citrus", "", "Untangles without silicone."),
    row("Lip Balm", 700, "scent:mint,honey", "", "Beeswax and calendula."),
    row("Bath Salts", 1_800, "size:300 g,1 kg=250;scent:cedar,lavender", "", "Sea salt with essential oils."),
    row("Soy Candle", 2_800, "scent:cedar,fig,earl grey;size:220 g,600 g=210", "bestseller", "Cotton wick and fifty hours of quiet light."),
    row("Reed Diffuser", 3_400, "scent:cedar,fig,linen", "", "Lasts about three months."),
    row("Laundry Liquid", 1_900, "size:1 l,5 l refill=360;scent:linen,unscented", "", "Concentrated; safe for wool and silk."),
    row("Dish Soap", 1_100, "size:500 ml,2 l refill=300;scent:lemon,unscented", "", "Plant-based, cuts grease."),
    row("Wood Care Oil", 1_700, ONE, "", "Linseed and beeswax for boards and handles."),
    row("Knife Sharpening Stone", 4_600, "strength:1000/3000,3000/8000=125", "", "Two-sided whetstone on a bamboo base."),
    row("Sea Sponge", 1_500, "size:M,L=150", "", "Harvested by hand, grows back."),
    row("Shaving Brush", 3_900, "material:oak,walnut=115", "", "Vegan bristle that holds a good lather."),
    row("Rose Hand Cream", 1_200, ONE, "discontinued", "No longer made."),
];
