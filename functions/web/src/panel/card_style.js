/** The look of cards. */

export const cardStyle = `
.card {
  width: 100%;
  margin-top: 6px;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 16px;
  background: var(--surface);
  font-size: .875em;
  overflow-wrap: anywhere;
}
.card > * { padding: 12px 14px; }
.card > * + * { border-top: 1px solid var(--line); }
.card-head { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 10px; }
.card-head h3 { font-size: 1.0714em; font-weight: 650; }
.card-head .quiet { width: 100%; }
.status {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  padding: 3px 10px 3px 8px;
  border-radius: 14px;
  font-size: .9286em;
  font-weight: 650;
}
.status .icon { width: 15px; height: 15px; stroke-width: 2.4; }
.status.good { background: var(--good-ground); color: var(--good); }
.status.neutral { background: var(--neutral-ground); color: var(--neutral); }
.status.warning { background: var(--warning-ground); color: var(--warning); }
.status.bad { background: var(--bad-ground); color: var(--bad); }
.parcel-head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 8px; }
.parcel-head .icon { width: 17px; height: 17px; color: var(--quiet); }
.parcel-head strong { flex: 1; font-weight: 650; }
.parcel-head span { color: var(--quiet); }
.detail { margin-top: 2px; font-weight: 550; }
.steps { margin: 12px 0 2px; }
.steps li { position: relative; color: var(--quiet); font-size: .8571em; line-height: 1.25; }
.steps .mark {
  position: relative;
  z-index: 1;
  display: grid;
  place-items: center;
  width: 18px;
  height: 18px;
  border: 2px solid var(--edge);
  border-radius: 50%;
  background: var(--surface);
  color: var(--on-accent);
}
.steps .mark .icon { width: 11px; height: 11px; stroke-width: 4; }
.steps .done .mark { border-color: var(--accent); background: var(--accent); }
.steps .current .mark { border-color: var(--accent); box-shadow: inset 0 0 0 3px var(--surface), inset 0 0 0 9px var(--accent); }
.steps .here .label { color: var(--text); font-weight: 700; }
.steps li::before { content: ""; position: absolute; background: var(--line); }
.steps .done::before, .steps .current::before { background: var(--accent); }
.across { display: flex; }
.across li { flex: 1; display: flex; flex-direction: column; align-items: center; gap: 5px; padding: 0 3px; text-align: center; }
.across li::before { top: 8px; left: -50%; width: 100%; height: 2px; }
.across li:first-child::before, .down li:first-child::before { display: none; }
.down li { display: flex; align-items: center; gap: 10px; padding: 4px 0; }
.down li::before { left: 8px; top: -50%; width: 2px; height: 100%; }
.tracking { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; margin-top: 8px; color: var(--quiet); font-size: .9286em; }
.number { font-variant-numeric: tabular-nums; }
.track, .card-link {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  min-height: 44px;
  color: var(--accent);
  font-weight: 650;
  text-underline-offset: 3px;
}
.track { margin: -6px 0 -10px auto; }
.track .icon, .card-link .icon { width: 14px; height: 14px; }
.card-link { display: flex; justify-content: center; }
.items li { display: flex; align-items: flex-start; gap: 10px; padding: 5px 0; }
.items img { flex: none; border-radius: 8px; background: var(--raised); object-fit: cover; }
.item-text { flex: 1; min-width: 0; }
.item-price { display: flex; flex: none; gap: 8px; max-width: 45%; font-variant-numeric: tabular-nums; }
.items summary {
  display: flex;
  align-items: center;
  min-height: 44px;
  margin-bottom: -8px;
  color: var(--accent);
  font-weight: 650;
  cursor: pointer;
  text-decoration: underline;
  text-underline-offset: 3px;
}
.items details[open] summary { display: none; }
.total { display: flex; justify-content: space-between; gap: 10px; }
.total strong { font-weight: 700; }
`;
