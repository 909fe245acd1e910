/** One box that selects all tickets of a list, and how many are selected. */
export function offerSelection(document) {
  const head = document.getElementById("select-all");
  if (!head) return;
  const told = document.getElementById("selected");
  const boxes = () => [...document.querySelectorAll("[data-select]")];
  const show = () => {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    head.checked = all.length > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
    told.textContent = count ? `${count} selected` : "";
  };
  head.hidden = false;
  head.addEventListener("change", () => {
    for (const box of boxes()) box.checked = head.checked;
    show();
  });
  document.addEventListener("change", show);
  show();
}
