/** The paths of the panel's drawings, on a field of 24 by 24. */

export const icons = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M5 12l7-7 7 7",
  down: "M12 5v14M5 12l7 7 7-7",
  alert: "M12 8v5M12 16.5v.01M12 3l9.5 17h-19z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.6-6 8-6s8 2 8 6",
  outside: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  good: "M5 12.5l4.5 4.5L19 7.5",
  neutral: "M12 11v5M12 7.8v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  warning: "M12 8v5M12 16.5v.01M12 3l9.5 17h-19z",
  bad: "M8.5 8.5l7 7M15.5 8.5l-7 7M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  parcel: "M12 3l8.5 4.5v9L12 21l-8.5-4.5v-9zM3.5 7.5L12 12l8.5-4.5M12 12v9",
};
