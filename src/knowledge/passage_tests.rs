use super::{super::quote::quote, *};

fn article(format: Format, body: &str) -> Article {
    Article {
        id: "a".to_owned(),
        title: "Shipping".to_owned(),
        url: Some("https://shop.example/shipping".to_owned()),
        format,
        body: body.to_owned(),
        language: None,
        audience: Audience::default(),
        valid_from: None,
        valid_until: None,
    }
}

#[test]
fn headings_lists_and_tables_survive() {
    let body = "# Shipping\n\nWe ship daily.\n\n## Rates {#rates}\n\n| Method | Time | Cost |\n|---|---|---|\n\
        | Standard | 3–5 business days | $4.95 |\n| Express | 1 day | $12.95 |\n\n\
        ## What we ship\n\nWe ship:\n\n- lamps\n- teas & more\n\n1. Pack\n2. Send\n";
    let found = passages(&article(Format::Markdown, body));
    let texts: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "We ship daily.",
            "• Standard · Time: 3–5 business days · Cost: $4.95\n• Express · Time: 1 day · Cost: $12.95",
            "We ship:\n• lamps\n• teas & more\n1. Pack\n2. Send",
        ]
    );
    assert_eq!(found[0].headings, Vec::<String>::new());
    assert_eq!(found[1].headings, ["Rates"]);
    assert_eq!(found[1].link.as_deref(), Some("https://shop.example/shipping#rates"));
}

#[test]
fn a_heading_says_for_whom_what_is_below_it_holds() {
    let body = "## Everybody\n\nFree from $75.\n\n## Gold {#gold tier=Gold,Rose_Gold}\n\nAlways free.\n\n\
        ### Express\n\nFree, too.\n\n## Canada {country=ca}\n\nFrom $100.\n";
    let found = passages(&article(Format::Markdown, body));
    let tiers: Vec<&[String]> = found.iter().map(|it| it.audience.tiers.as_slice()).collect();
    let gold = ["Gold".to_owned(), "Rose Gold".to_owned()];
    assert_eq!(tiers, [&[][..], &gold, &gold, &[]]);
    assert_eq!(found[3].audience.countries, ["CA"]);
}

#[test]
fn what_is_no_content_is_left_out_and_markup_never_comes_back() {
    let body = "<html><head><title>T</title><style>p{}</style></head><body><nav><p>Menu</p></nav>\
        <main><h1>Help</h1><script>alert('x')</script><p>Tea &amp; lamps &lt;b&gt;here&lt;/b&gt;<br>Second line</p>\
        <details><summary>How long?</summary><p>Two days.</p></details>\
        <section data-tier='Gold'><p>Gold waits one day.</p><section><p>Inner.</p></section></section>\
        <p><strong>Is it free?</strong></p><p>Yes, from $75.</p></main><footer>© Shop</footer></body></html>";
    let found = passages(&article(Format::Html, body));
    let all: Vec<(Vec<&str>, &str)> = found
        .iter()
        .map(|it| (it.headings.iter().map(String::as_str).collect(), it.text.as_str()))
        .collect();
    assert_eq!(
        all,
        [
            (vec!["Help"], "Tea & lamps <b>here</b>\nSecond line"),
            (vec!["Help", "How long?"], "Two days."),
            (vec!["Help"], "Gold waits one day.\nInner."),
            (vec!["Help", "Is it free?"], "Yes, from $75."),
        ]
    );
    assert_eq!(found[2].audience.tiers, ["Gold"]);
    assert!(found[3].audience.is_everybody());
}

#[test]
fn long_texts_are_cut_at_the_ends_of_sentences_and_quoted_whole() {
    let sentence = "You can send back what you do not like within thirty days of the delivery. ";
    let body = format!("{}Refunds take five days.", sentence.repeat(30));
    let found = passages(&article(Format::Markdown, &body));
    assert!(found.len() > 3);
    for passage in &found {
        assert!(passage.text.chars().count() <= PASSAGE_CHARS_MAX, "{}", passage.text);
        let quoted = quote(passage, "how long do refunds take", 200);
        assert!(passage.text.contains(&quoted) && quoted.ends_with('.'), "{quoted}");
        assert!(quoted.chars().count() <= 200);
    }
    let last = found.last().unwrap();
    assert!(quote(last, "how long do refunds take", 120).contains("Refunds take five days."));
}

#[test]
fn hostile_documents_only_become_text() {
    let deep = "<div>".repeat(20_000);
    assert!(passages(&article(Format::Html, &deep)).is_empty());
    let open = format!("{}x", "<table><tr><td>".repeat(5_000));
    assert!(passages(&article(Format::Html, &open)).len() < 2);
    let many = "<p>word</p>".repeat(9_000);
    assert!(passages(&article(Format::Html, &many)).len() <= PASSAGES_MAX);
    for odd in ["<", "<!--", "<svg><svg></svg>", "&#x202e;abc", "<h2 tier=>", "\u{0}"] {
        assert!(passages(&article(Format::Html, odd)).len() < 2);
        assert!(passages(&article(Format::Markdown, odd)).len() < 2);
    }
}
