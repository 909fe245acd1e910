use super::*;
use crate::commerce::Product;

fn product(description: &str) -> Product {
    let product = serde_json::json!({
        "id": "mug", "title": "Speckled Mug", "description": description, "variants": [],
    });
    serde_json::from_value(product).unwrap()
}

fn quoted(description: &str, asked: &str) -> Vec<String> {
    let question = Question::read(asked, &["Speckled Mug"]);
    let says = ProductSays::of(&product(description));
    question.aspects.iter().flat_map(|aspect| says.about(*aspect, &question)).collect()
}

#[test]
fn the_file_is_read() {
    assert_eq!(read(include_str!("aspects.txt")).unwrap().entries.len(), 20);
}

#[test]
fn what_is_asked_about_is_found_in_other_words_and_misspelt() {
    let of = |text: &str| Question::read(text, &["Speckled Mug"]).aspects;
    assert_eq!(of("can the mug go in the dishwahser?"), [Aspect::Dishwasher]);
    assert_eq!(of("whats it made of and how heavy is it"), [Aspect::Material, Aspect::Weight]);
    assert_eq!(of("does it have nuts in it?"), [Aspect::Allergens]);
    assert_eq!(of("se puede meter en el lavavajillas?"), [Aspect::Dishwasher]);
    assert_eq!(of("how much is the speckled mug?"), []);
}

#[test]
fn a_name_of_a_product_asks_for_nothing() {
    let asked = Question::read("how much is the waterproof jacket", &["Waterproof Jacket"]);
    assert_eq!(asked.aspects, []);
}

#[test]
fn only_the_sentence_that_tells_is_quoted() {
    let text = "Thrown by hand in Wales. Dishwasher safe, 8.5 cm tall. Do not microwave!";
    assert_eq!(quoted(text, "dishwasher?"), ["Dishwasher safe, 8.5 cm tall."]);
    assert_eq!(quoted(text, "how big is it"), ["Dishwasher safe, 8.5 cm tall."]);
    assert_eq!(quoted(text, "microwave ok?"), ["Do not microwave!"]);
    assert_eq!(quoted(text, "is it oven safe?"), Vec::<String>::new());
}

#[test]
fn it_fits_a_certain_thing_only_where_that_thing_is_named() {
    let text = "Fits the V60 and most servers.";
    assert_eq!(quoted(text, "is it compatible with the v60"), [text]);
    assert_eq!(quoted(text, "is it compatible with the chemex"), Vec::<String>::new());
}

#[test]
fn markup_is_taken_out_and_a_text_is_bounded() {
    let text = "<p>Made of <b>stoneware</b> &amp; glaze</p><script>alert(1)</script>";
    assert_eq!(quoted(text, "what is it made of"), ["Made of stoneware & glaze"]);
    let long = "cotton ".repeat(5_000);
    assert!(quoted(&long, "material?").iter().all(|it| it.chars().count() <= 240));
}
