/**
 * Every word that the widget itself says, in one place. What the assistant says comes from the
 * server. Two exports, so that the loader does not carry the panel's words.
 */

export const launcherStrings = {
  open: "Open chat",
  close: "Close chat",
  unread: (count) => (count === 1 ? "1 unread message" : `${count} unread messages`),
  loadFailed: "The chat could not be loaded. Please try again.",
};

export const panelStrings = {
  title: "Customer service",
  subtitle: "You are chatting with an automated assistant",
  close: "Close chat",
  conversation: "Conversation",
  messages: "Messages",
  suggestions: "Suggested messages",

  connecting: "Connecting…",
  unreachable: "We cannot connect you right now.",
  shut: "Our chat is closed at the moment.",
  connectAgain: "Try again",
  offline: "You are offline. Messages can be sent once you are back.",
  withHuman: "A person from our team will continue here",
  closed: "This conversation has ended. Write again to start a new one.",

  rating: {
    question: "How did we do?",
    score: (score) => `${score} of 5`,
    comment: "Anything you want to add?",
    send: "Send",
    thanks: "Thank you. We have noted it.",
    notSent: "That could not be sent. Please try again.",
  },

  inputLabel: "Your message",
  placeholder: "Write a message…",
  send: "Send message",
  counter: (count, max) => `${count} of ${max} characters`,
  tooLong: (over) => `Too long by ${over} ${over === "1" ? "character" : "characters"}`,

  assistant: "Assistant",
  human_agent: "Our team",
  customer: "You",
  said: (author) => `${author}:`,
  assistantTyping: "The assistant is typing",
  humanTyping: "Our team is typing",
  newMessages: "New messages",

  sending: "Sending…",
  notSent: "Not sent",
  sendAgain: "Try again",
  refused: "This message could not be accepted.",
  edit: "Edit",
  notSentAloud: "Your message was not sent.",

  today: "Today",
  yesterday: "Yesterday",

  order: {
    items: "Items",
    quantity: (count) => `Quantity ${count}`,
    times: (count) => `× ${count}`,
    more: (count) => (count === 1 ? "Show 1 more item" : `Show ${count} more items`),
    total: "Total",
    track: "Track parcel",
    trackingNumber: "Tracking number",
    progress: "Progress",
    done: "done",
    current: "now",
    ahead: "not yet",
    newTab: "(opens in a new tab)",
  },
};
