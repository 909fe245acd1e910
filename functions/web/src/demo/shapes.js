/**
 * Flat drawings by product type, on a field of 120 by 120: pairs of tone and path, back to front.
 * Tones: `body` the thing itself, `shade` its darker side, `light` its lit parts, `line` strokes.
 */

export const shapes = {
  Tea: [
    ["shade", "M22 92h68a6 6 0 0 1-6 6H28a6 6 0 0 1-6-6z"],
    ["body", "M30 52h52v18a26 22 0 0 1-52 0z"],
    ["light", "M30 52h52v6H30z"],
    ["line", "M82 58h7a10 10 0 0 1 0 20h-9"],
    ["line", "M46 42c-5-7 5-10 0-18M60 42c-5-7 5-10 0-18"],
  ],
  "Coffee Gear": [
    ["body", "M38 44h40l8 50a5 5 0 0 1-5 6H35a5 5 0 0 1-5-6z"],
    ["light", "M36 60h44l2 12H34z"],
    ["shade", "M40 36h36v8H40zM54 28h8v8h-8z"],
    ["line", "M80 54h8a8 8 0 0 1 8 8v16a8 8 0 0 1-8 8h-4"],
    ["line", "M38 50c-10-2-12-12-20-14"],
  ],
  Kitchen: [
    ["body", "M24 58h66a33 33 0 0 1-66 0z"],
    ["light", "M20 52h74v8H20z"],
    ["shade", "M44 90h26v6H44z"],
    ["line", "M78 50L98 20M90 18l12 6"],
  ],
  Outdoor: [
    ["shade", "M60 26l44 68H16z"],
    ["body", "M60 26l22 68H16z"],
    ["light", "M60 50l15 44H45z"],
    ["line", "M60 26l-6-8M60 26l6-8M10 94h100"],
  ],
  "Travel Bags": [
    ["body", "M24 48h72a6 6 0 0 1 6 6v34a8 8 0 0 1-8 8H26a8 8 0 0 1-8-8V54a6 6 0 0 1 6-6z"],
    ["shade", "M18 66h84v10H18z"],
    ["light", "M54 62h12v18H54z"],
    ["line", "M42 48V38a8 8 0 0 1 8-8h20a8 8 0 0 1 8 8v10"],
  ],
  Audio: [
    ["line", "M28 74V62a32 32 0 0 1 64 0v12"],
    ["body", "M22 68h12a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4h-4a12 12 0 0 1-12-12V72a4 4 0 0 1 4-4z"],
    ["body", "M86 68h12a4 4 0 0 1 4 4v12a12 12 0 0 1-12 12h-4a4 4 0 0 1-4-4V72a4 4 0 0 1 4-4z"],
    ["shade", "M34 68a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4zM86 68a4 4 0 0 0-4 4v20a4 4 0 0 0 4 4z"],
  ],
  "Home Textiles": [
    ["shade", "M20 80h80v14a4 4 0 0 1-4 4H24a4 4 0 0 1-4-4z"],
    ["body", "M20 60h80v18H20z"],
    ["light", "M20 40a6 6 0 0 1 6-6h68a6 6 0 0 1 6 6v18H20z"],
    ["line", "M32 34v64M40 34v64"],
  ],
  Lighting: [
    ["light", "M60 58l34 40H26z"],
    ["body", "M60 24a30 30 0 0 1 30 30H30a30 30 0 0 1 30-30z"],
    ["shade", "M50 54h20a10 10 0 0 1-20 0z"],
    ["line", "M60 24V8"],
  ],
  Stationery: [
    ["shade", "M34 24h50a6 6 0 0 1 6 6v66a6 6 0 0 1-6 6H34z"],
    ["body", "M30 20h50a6 6 0 0 1 6 6v66a6 6 0 0 1-6 6H30z"],
    ["light", "M46 38h28v14H46z"],
    ["line", "M38 20v78M104 30L96 92l-3 8-2-8 8-62z"],
  ],
  Care: [
    ["body", "M40 50h40a6 6 0 0 1 6 6v38a6 6 0 0 1-6 6H40a6 6 0 0 1-6-6V56a6 6 0 0 1 6-6z"],
    ["light", "M42 64h36v22H42z"],
    ["shade", "M52 36h16v14H52z"],
    ["line", "M60 36V24M48 24h18a8 8 0 0 1 8 8"],
  ],
  other: [
    ["shade", "M60 24l40 20v36l-40 20z"],
    ["body", "M60 24L20 44v36l40 20z"],
    ["light", "M60 24l40 20-40 20-40-20z"],
    ["line", "M40 34l40 20v14"],
  ],
};
