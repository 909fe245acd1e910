//! YAML as a second notation of documents that people write. It becomes JSON first, so that it is read
//! by the same strict reader; what the two do not share is refused, with its line and column.

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::{Problem, ProblemCode};
use crate::base::limits::{BODY_BYTES_MAX, JSON_DEPTH_MAX};

/// Nodes of one document: more than a body of that size can mean.
const NODES_MAX: usize = 50_000;

/// A YAML document as JSON. Anchors, aliases, tags, several documents, and a key that stands twice are
/// refused; words are text, but for `true`, `false`, `null` and decimal numbers.
///
/// # Errors
/// A [`Problem`] with line and column, counted from 1.
pub fn json_of_yaml(body: &[u8]) -> Result<Vec<u8>, Problem> {
    if body.len() > BODY_BYTES_MAX {
        let detail = format!("A body may have at most {BODY_BYTES_MAX} bytes.");
        return Err(Problem::new(ProblemCode::TooLarge, detail));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let detail = format!("The body is not UTF-8 from byte {} on.", error.valid_up_to());
        Problem::new(ProblemCode::MalformedYaml, detail)
    })?;
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|fault| refused(fault.marker(), fault.info()))?;
        tree.take(event, &span.start)?;
    }
    Ok(tree.done.unwrap_or_default().to_string().into_bytes())
}

/// The document as far as it was read.
#[derive(Default)]
struct Tree {
    /// Lists and objects that are open, the innermost last.
    open: Vec<Open>,
    nodes: usize,
    done: Option<Value>,
}

enum Open {
    List(Vec<Value>),
    Object { fields: Map<String, Value>, key: Option<String> },
}

impl Tree {
    fn take(&mut self, event: Event<'_>, at: &Marker) -> Result<(), Problem> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) if self.done.is_some() => {
                Err(refused(at, "a second document begins; one is taken"))
            }
            Event::DocumentStart(_) => Ok(()),
            Event::Alias(_) => Err(refused(at, ALIASES)),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor != 0 =>
            {
                Err(refused(at, ALIASES))
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => {
                Err(refused(at, "tags (`!…`) are not taken: write the value itself"))
            }
            Event::Scalar(text, style, _, None) => self.scalar(&text, style, at),
            Event::SequenceStart(_, None) => self.open(Open::List(Vec::new()), at),
            Event::MappingStart(_, None) => {
                self.open(Open::Object { fields: Map::new(), key: None }, at)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(list)) => self.put(Value::Array(list), at),
                Some(Open::Object { fields, .. }) => self.put(Value::Object(fields), at),
                None => Ok(()),
            },
        }
    }

    fn open(&mut self, open: Open, at: &Marker) -> Result<(), Problem> {
        if let Some(Open::Object { key: None, .. }) = self.open.last() {
            return Err(refused(at, "a key must be a word"));
        }
        if self.open.len() >= JSON_DEPTH_MAX {
            let detail = format!("Lists and objects may be nested {JSON_DEPTH_MAX} deep.");
            return Err(Problem::new(ProblemCode::TooDeep, detail));
        }
        self.open.push(open);
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, at: &Marker) -> Result<(), Problem> {
        if let Some(Open::Object { fields, key: key @ None }) = self.open.last_mut() {
            if fields.contains_key(text) {
                return Err(refused(at, &format!("the key `{text}` stands twice")));
            }
            *key = Some(text.to_owned());
            return Ok(());
        }
        let value = if style == ScalarStyle::Plain { plain(text) } else { Value::from(text) };
        self.put(value, at)
    }

    fn put(&mut self, value: Value, at: &Marker) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > NODES_MAX {
            return Err(refused(at, "the document has too many parts"));
        }
        match self.open.last_mut() {
            None => self.done = Some(value),
            Some(Open::List(list)) => list.push(value),
            Some(Open::Object { fields, key }) => {
                fields.insert(key.take().unwrap_or_default(), value);
            }
        }
        Ok(())
    }
}

const ALIASES: &str = "anchors and aliases (`&`, `*`) are not taken: write it out";

/// What a word without quotation marks means.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    // `007` is a name or a code: a number does not begin so.
    let leads_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit()) && !leads_zero;
    if !numeric {
        return Value::from(text);
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Value::from(whole);
    }
    let number = text.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    number.map_or_else(|| Value::from(text), Value::Number)
}

fn refused(at: &Marker, what: &str) -> Problem {
    let (line, column) = (at.line(), at.col().saturating_add(1));
    let detail = format!("The YAML is refused at line {line}, column {column}: {what}.");
    Problem::new(ProblemCode::MalformedYaml, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{playbook::Playbook, wire::read_document};

    fn read(yaml: &str) -> Value {
        serde_json::from_slice(&json_of_yaml(yaml.as_bytes()).unwrap()).unwrap()
    }

    #[track_caller]
    fn check(yaml: &str, code: &str, told: &str) {
        let problem = json_of_yaml(yaml.as_bytes()).unwrap_err();
        assert_eq!(problem.code, code, "{}", problem.detail);
        assert!(problem.detail.contains(told), "{}", problem.detail);
    }

    #[test]
    fn a_playbook_in_yaml_is_the_one_in_json() {
        let yaml = "# Ours\nbrand:\n  name: Fernhill & Sons\n  languages: [en, 'es']\n\
            guardrails:\n  windows:\n    - actions: [return]\n      days: 30\n\
            escalation:\n  reply_promise: \"within one day\"\n";
        let json = r#"{"brand":{"name":"Fernhill & Sons","languages":["en","es"]},
            "guardrails":{"windows":[{"actions":["return"],"days":30}]},
            "escalation":{"reply_promise":"within one day"}}"#;
        let both = [json_of_yaml(yaml.as_bytes()).unwrap(), json.as_bytes().to_vec()];
        let [yaml, json] =
            both.map(|body| read_document::<Playbook>(&body).unwrap().whole("").unwrap());
        assert_eq!(yaml, json);
    }

    #[test]
    fn words_are_text_and_only_plain_values_are_more() {
        let yaml = "a: no\nb: true\nc: 007\nd: -12\ne: 1.5\nf: '5'\ng: 2026-03-02\nh:\ni: 0x1f\nj: .inf\nk: 1e999\nl: 0\n";
        let told = serde_json::json!({
            "a": "no", "b": true, "c": "007", "d": -12, "e": 1.5, "f": "5", "g": "2026-03-02",
            "h": null, "i": "0x1f", "j": ".inf", "k": "1e999", "l": 0,
        });
        assert_eq!(read(yaml), told);
        assert_eq!(read("a: |\n  two\n  lines\n"), serde_json::json!({ "a": "two\nlines\n" }));
        assert_eq!(read(""), Value::Null);
    }

    #[test]
    fn what_json_does_not_have_is_refused_at_its_place() {
        check("a: 1\na: 2\n", "malformed_yaml", "line 2, column 1: the key `a` stands twice");
        check("a: &x [1]\nb: *x\n", "malformed_yaml", "line 1, column 4: anchors and aliases");
        check("a: !!binary aGk=\n", "malformed_yaml", "line 1, column 4: tags");
        check("a: 1\n---\nb: 2\n", "malformed_yaml", "line 2, column 1: a second document");
        check("? [a]\n: 1\n", "malformed_yaml", "line 1, column 3: a key must be a word");
        check("a:\n\t- 1\n", "malformed_yaml", "line 2, column");
        check("a: [1, 2\n", "malformed_yaml", "line 2, column");
        check("a: \"open\n", "malformed_yaml", "column");
        check(&"[".repeat(100), "too_deep", "32 deep");
        check(&"- ".repeat(100_000), "too_deep", "32 deep");
        check(&format!("a: {}", "x".repeat(BODY_BYTES_MAX)), "too_large", "bytes");
        check(&format!("[{}]", "1,".repeat(60_000)), "malformed_yaml", "too many parts");
        let problem = json_of_yaml(b"a: \xff").unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (400, "malformed_yaml"));
    }

    #[test]
    fn an_alias_bomb_does_not_go_off() {
        let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
        for (name, before) in ["b", "c", "d", "e", "f", "g", "h"].iter().zip("abcdefg".chars()) {
            bomb.push_str(&format!(
                "{name}: &{name} [{}]\n",
                vec![format!("*{before}"); 9].join(",")
            ));
        }
        check(&bomb, "malformed_yaml", "line 1");
    }

    #[test]
    fn no_text_makes_it_panic_or_hang() {
        let pieces = [
            "a",
            ":",
            " ",
            "\n",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "&x",
            "*x",
            "!t",
            "|",
            ">",
            "\t",
            "\"",
            "'",
            "#",
            "---",
            "?",
            "é",
            "\u{feff}",
            "%YAML 1.2",
            ",",
        ];
        let mut seed = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let index = usize::try_from(seed >> 33).unwrap() % pieces.len();
                text.push_str(pieces[index]);
            }
            if let Ok(json) = json_of_yaml(text.as_bytes()) {
                serde_json::from_slice::<Value>(&json).unwrap();
            }
        }
    }
}
