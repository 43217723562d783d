/** Every English text of the page. */

export const T = {
  title: "Linkage explorer",
  key: {
    head: "Your key",
    why: "The explorer asks the service with your own key. It is kept in the memory of this tab alone, and is gone when you close or reload it.",
    field: "Key (lk_…)",
    enter: "Continue",
    wrong: "This key is not known here, or is no longer good. Ask an operator for one with the scope investigate.",
    scope: "This key may not investigate. Ask an operator for one with the scope investigate.",
    forget: "Forget key",
  },
  search: {
    label: "Search",
    kind: "What to search for",
    hint: "Account or ring id, or a raw value",
    go: "Search",
    any: "Account or ring id",
    account: "Account id",
    ring: "Ring id",
    email: "E-mail",
    domain: "Mail domain",
    phone: "Phone",
    card: "Card fingerprint",
    device: "Device",
    ip: "IP address",
    subnet: "Network (/24, /48, /64)",
    sent: "A raw value travels in the body of a request and is hashed at the door. It is in no address and in no log.",
    nothing: "Nothing found",
    nobody: (kind: string) => `No ${kind} like this is known. Check the spelling, choose what kind of value it is, or look whether its batch was loaded.`,
    unreadable: (kind: string) => `This cannot be read as: ${kind}. Check the spelling, or choose another kind of value.`,
    who: "held by",
    more: "and more",
    missing: "This service cannot search by raw values yet. Account and ring ids can be searched.",
    holders: (n: number) => (n === 1 ? "1 account holds it" : `${num(n)} accounts hold it`),
    common: "a crowd: ignored",
    noring: "in no ring",
    draw: "Draw",
    found: (n: number) => (n === 1 ? "1 shared value fits" : `${num(n)} shared values fit`),
  },
  rings: {
    head: "Rings",
    count: (shown: number, all: number) => (shown === all ? `${num(all)} rings` : `${num(shown)} of ${num(all)} rings`),
    loading: (n: number) => `${num(n)} rings so far…`,
    filter: "Filter by id, kind or words",
    state: "Status",
    every: "every status",
    empty: "No ring was published. Load feeds with linkage ingest, then run linkage detect.",
    nofit: "No ring fits the filter. Clear it to see all.",
    id: "Ring", score: "Score", size: "Size", core: "Core", member: "Member", possible: "Possible", first: "First sign-up",
    last: "Last active", ties: "What ties it", status: "Status", growth: "Growth", exchanges: "Exchanges", spend: "Spend",
    figure: "Only rings that", any: "every ring", figures: { growth: "grew since yesterday", exchanges: "used the service", spend: "paid" },
    least: (n: string) => `≥ ${n}`,
    says: {
      growth: "Core and member accounts more than yesterday", exchanges: "Requests at least: each account's busiest hour, and one for each other hour with usage",
      spend: "Paid at least: each account's largest payment, currencies as they came",
    } as Record<string, string>,
    keys: "Arrow keys move, Enter opens",
  },
  ring: {
    back: "All rings",
    accounts: (n: number) => (n === 1 ? "1 account" : `${num(n)} accounts`),
    values: (n: number) => (n === 1 ? "1 value" : `${num(n)} values`),
    crowds: (n: number) => (n === 1 ? "1 crowd" : `${num(n)} crowds`),
    pieces: (n: number) => (n === 1 ? "1 piece" : `${num(n)} pieces`),
    left: (n: number) => `${num(n)} weakest values left out`,
    loose: (n: number) => `${num(n)} accounts in no piece drawn`,
    hidden: (n: number) => `${num(n)} hidden by you`,
    filtered: (n: number) => `${num(n)} filtered out`,
    whole: "Draw whole",
    folded: "A large ring opens as its pieces. Double-click one to unfold it.",
    why: "Why it is a ring",
  },
  tool: {
    undo: "Undo", redo: "Redo", fit: "Fit", closer: "Zoom in", wider: "Zoom out", only: "Accounts only", both: "Accounts and values",
    table: "Table", matrix: "Accounts × values", history: "History", share: "Copy link", shared: "Link copied", help: "Help", export: "Export",
    light: "Light", dark: "Dark", invert: "Invert", hide: "Hide", pin: "Pin", degree: "Choose by links", atleast: (n: number) => `${n} links or more`, clear: "Clear", panel: "Details",
    canvas: "Canvas of accounts and the values they share. The table below says the same.",
  },
  side: {
    filters: "Show", tiers: "Tiers", kinds: "Kinds of value", crowds: "ignored crowds", weak: "Kinds of less than 4 bits are off at first.",
    time: "Time", first: "first seen", last: "last seen", all: "all time", brush: "Drag to filter",
    span: (from: string, to: string) => `${from} to ${to}`,
    none: "no ring",
    facets: { country: "Country", plan: "Plan", status: "Status", label: "Label", network_type: "Network type", asn: "ASN" } as Record<string, string>,
  },
  detail: {
    nothing: "Nothing is chosen",
    how: "Click a node to see what ties it. Ctrl-click a second one to see why the two are linked. Alt-drag draws a lasso.",
    account: "Account", value: "Value", crowd: "Crowd", piece: "Piece of the ring", pair: "Two accounts", many: (n: number) => `${num(n)} accounts`,
    ring: "Ring", tier: "Tier", confidence: "Confidence", decided: "Decided", bits: "Bits", holders: "Holders", kind: "Kind", group: "Group",
    verdict: "Verdict", shown: "Held here by", since: "Seen", allow: "on the allowlist: never to be acted against",
    ties: "What ties it", share: "What they share", sum: "Sum by group", ignored: "Ignored", leave: "What it would take to leave",
    none: "Nothing that counts.", total: (bits: number) => `${bits.toFixed(1)} bits, the best of each group summed`,
    copy: "Copy as text", copied: "Copied", expand: "Expand", all: "all kinds", rarest: "rarest first, 25 a click",
    more: (n: number) => `+${n}`, left: (n: number) => `${num(n)} left`, done: "all here", collapse: "Collapse", unfold: "Unfold",
    crowdSays: "It is a badge: a value so widely held ties nobody, and is not expanded.",
    path: "Shortest path to here", from: "Choose where the path begins: click another account.", noPath: "No path",
    hide: "Hide", zoom: "Zoom to", open: "Open ring", draw: "Draw on canvas", members: (n: number) => `${num(n)} accounts`,
    read: "This read is audited.",
  },
  decide: {
    head: "Decide", confirm: "Confirm", dismiss: "Dismiss", watch: "Watch", release: "Release", not_same: "Not the same operator", allowlist: "Allowlist", undo: "Undo decision",
    reason: "Why (kept, and shown to others; no personal data)", go: "Decide", cancel: "Cancel", before: "Decided before", nobody: "Nobody decided anything yet.",
    done: "Decided. It shows in look-ups at once.",
    does: {
      confirm: "The ring is held to be real. Its core and member accounts may enter a ban export, which others have to approve.",
      dismiss: "It is held to be no ring. Nobody is acted against because of it, and later runs heed this.",
      watch: "Nothing is acted on. It is noted that somebody keeps an eye on it.",
      release: "The account is let go: look-ups no longer name a ring for it, and later runs heed this.",
      not_same: "These are held to be of different operators. Later runs keep them apart.",
      allowlist: "The account is never acted against, until the entry is taken off.",
    } as Record<string, string>,
  },
  table: {
    name: "What the canvas shows", node: "Node", sort: "Sort", kind: "Kind", tier: "Tier", bits: "Bits", holders: "Holders", links: "Links here", choose: "Choose",
    matrix: "Accounts against the values they share", few: "Choose two accounts or more, or open a ring of at most 300.",
    cut: (n: number, all: number) => `${num(n)} of ${num(all)} values, the most widely shared`,
    holds: "holds it",
  },
  page: { rings: "Rings", cases: "Cases", bans: "Bans", past: "Publications", label: "Pages" },
  cases: {
    head: "Cases", one: "Case", table: "Queue of cases", which: "Which cases", open: "Open", mine: "Mine", closed: "Closed", all: "All",
    count: (n: number) => (n === 1 ? "1 case" : `${num(n)} cases`), cut: (n: number, all: number) => `The first ${num(n)} of ${num(all)} are shown.`,
    columns: ["Ring", "Owner", "Open for", "Accounts", "Paying", "Use", "Closed", "Decision"],
    none: "No case is like this. Every published ring is a case until it is dismissed, closed with a decision, or all its accounts are closed.",
    nomine: "No case is yours. Choose one among the open ones and take it.",
    how: "Choose a case to take it, hand it on, note something or close it. The cases with most payments and use come first.",
    nobody: "nobody", days: (n: number) => (n === 1 ? "1 day" : `${num(n)} days`), hours: (n: number) => `${num(n)} h`, paid: (n: number) => `${num(n)} days with a payment`,
    waits: (n: number) => (n === 1 ? "1 export awaits your approval:" : `${num(n)} exports await your approval:`), wait: (id: string, n: number) => `${id} (${num(n)} accounts)`,
    state: "State", stake: "At stake", done: (n: number, all: number) => `${num(n)} of ${num(all)} accounts`,
    stakes: (paying: number, days: number, hours: number) => `${num(paying)} paying accounts, ${num(days)} days with a payment, ${num(hours)} hours of use`,
    says: { open: "open, nobody's", taken: "taken", closed: "closed" } as Record<string, string>,
    look: "Open ring", act: "What to do", to: "Hand to (name of their key)", verdict: "Close with", note: "Note (kept, and shown to others; no personal data)",
    verbs: { take: "Take", hand: "Hand on", note: "Note", close: "Close", reopen: "Reopen" } as Record<string, string>,
    did: { take: "took it", hand: "handed it to", note: "noted", close: "closed it", reopen: "reopened it" } as Record<string, string>,
    alike: "Cases alike", noalike: "No other ring shares a value with it or is tied by the same kinds.", besides: ["Ring", "Accounts", "Shared values", "Same kinds", "Case"], nothing: "none",
    past: "What was done", nopast: "Nobody acted on it yet.",
  },
  bans: {
    head: "Ban exports", one: "Export", table: "List of exports", begin: "New ban export", none: "Nothing was exported yet. A ban export takes the core and member accounts of confirmed rings.",
    how: "Choose an export to see its effect, review its sample and approve it.", revokes: "revocation", yours: "· awaits you",
    columns: ["Export", "Action", "Accounts", "State", "Asked for by", "At"], scope: "Your key has not the scope export: somebody who has it must ask for the export.",
    does: "Nobody is banned by this. It asks for an export of the core and member accounts of confirmed rings and shows its effect; others review a sample and approve.",
    only: "Nobody is banned by this. It asks for an export of those of the chosen accounts that are core or member of a confirmed ring, and shows its effect; others review a sample and approve.",
    chosen: (n: number) => (n === 1 ? "1 account chosen" : `${num(n)} accounts chosen`), from: "Ban export of these", most: (n: number) => `An export can be begun for ${num(n)} accounts at most: choose fewer, or export the ring.`,
    fewer: (n: number, named: number) => `${num(n)} of ${num(named)} that were chosen: the others are not core or member of a confirmed ring, or are protected.`,
    rings: "Confirmed rings, one a line (empty: all)", ground: "Ground", preview: "Show the effect", approve: "Approve", produce: "Write the file", cancel: "Cancel the export",
    says: (action: string, n: number, name: string) => `${action} of ${n === 1 ? "1 account" : `${num(n)} accounts`}, asked for by ${name}:`, way: "How far it has come",
    states: {
      requested: "Its effect was not looked at yet.", previewed: "Waits for reviews and approvals.", approved: "May be written to a file.", produced: "Its file is out.", delivered: "Its file is out, and receipts came.",
      expired: "It was not approved in time.", cancelled: "Accounts not acted on are left alone.", revoked: "It was taken back.",
    } as Record<string, string>,
    previewed: "effect shown", reviewed: (n: number, all: number) => `sample reviewed: ${num(n)} of ${num(all)}`, approved: (n: number, all: number) => `approved by ${num(n)} of ${num(all)}`,
    file: (name: string, rows: number) => `${name}, ${num(rows)} rows`, nofile: "no file yet", voice: "approved",
    approving: (n: number, need: number) => `You say that these ${num(n)} accounts may be banned. ${need > 1 ? `${num(need)} people are still needed, you among them.` : "You are the last who is needed."}`,
    own: "You asked for it: others have to review and approve it.", may: "Approving takes a person's key with the scope approve.",
    effect: "What it would do", effects: (n: number, rings: number, paying: number | null) => `${num(n)} accounts of ${rings === 1 ? "1 ring" : `${num(rings)} rings`}, ${paying === null ? "payments unknown" : `${num(paying)} of them paying`}.`,
    unknown: "How many are honest is not known before the sample is reviewed.", errors: (n: number, low: number, high: number) => `Honest among them, by the sample: ${n} (${low} to ${high}).`,
    by: { tier: "By tier", plan: "By plan", country: "By country", age: "By age", network_type: "By network type" } as Record<string, string>, classes: ["", "Taken", "Of all", "Share"],
    review: "Review the sample", place: (n: number, all: number) => `${num(n)} of ${num(all)}`, said: "you said", fraud: "Fraud", honest: "Not fraud", open: "Look at it", next: "Next", before: "Previous",
    seen: "looked at in the explorer", stops: "One account that is not fraud stops the export for good.",
  },
  past: {
    head: "Publications", count: (n: number) => (n === 1 ? "1 publication" : `${num(n)} publications`), slide: "Publication", core: "core accounts", calm: "nothing changed", happened: "What happened in it",
    compare: "Compared", with: "with", lost: "no longer kept", alone: "There is no other publication to compare it with.", other: "with", more: "The largest 500 are shown.",
    differ: (rings: number, accounts: number) => `${rings === 1 ? "1 ring differs" : `${num(rings)} rings differ`}, ${accounts === 1 ? "1 account" : `${num(accounts)} accounts`} in all.`,
    columns: ["Ring", "Change", "Before", "After", "Joined", "Left"], nowhere: "in no ring", bars: "Core and member accounts by publication",
  },
  life: {
    head: "Timeline", none: "Nothing with a time is known of it.", unknown: "Sign-up, payments and use are kept of members of rings alone.",
    events: { sign_up: "signed up", payment: "paid", use: "used it" } as Record<string, string>, days: (name: string, n: number) => `${name}, ${num(n)} days in a row`,
  },
  notes: {
    head: "Notes", none: "Nobody noted anything.", text: "New note (kept, and shown to others; no personal data)", go: "Note it", count: (n: number) => `Notes (${num(n)})`,
    gone: "Kept in the audit without its text; emptied when the account is erased.",
  },
  history: { head: "What befell this ring", none: "Nothing is told of it yet.", born: "born", before: "before", after: "after" },
  help: {
    head: "Keys", close: "Close",
    keys: [
      ["/", "search"], ["Ctrl Z, Ctrl Shift Z", "undo, redo"], ["arrows", "move the canvas"], ["+ −", "zoom"], ["0", "fit"], ["] [", "next and previous node"],
      ["Enter", "expand, or unfold, what is chosen"], ["Backspace", "collapse what is chosen"], ["H", "hide what is chosen"], ["I", "invert the choice"], ["A", "accounts only"],
      ["T", "table"], ["X", "accounts × values"], ["P", "shortest path from here"], ["Esc", "choose nothing"], ["?", "this sheet"],
      ["click, Ctrl click", "choose, choose more"], ["double click", "expand or unfold"], ["drag a node", "pin it there"], ["Alt drag", "lasso"],
    ] as [string, string][],
    review: "Keys while a sample is reviewed",
    reviewing: [
      ["F", "this account is fraud"], ["N", "it is not fraud: this stops the export"], ["O", "look at it on the canvas"], ["J", "next account"], ["K", "account before"],
    ] as [string, string][],
    legend: "Shapes",
    shapes: {
      core: "core", member: "member", possible: "possible, or in no ring", identity: "identity", payment: "payment", device: "device", network: "network",
      place: "place", behaviour: "behaviour", crowd: "crowd, ignored",
    } as Record<string, string>,
  },
  trouble: {
    slow: "The service is slow to answer. Still waiting…",
    unreachable: "The service cannot be reached. What you see stays; try again.",
    timeout: "The service did not answer in 30 seconds. What you see stays; try again.",
    unavailable: "The service cannot answer just now. What you see stays; try again in a moment.",
    again: "Try again",
    stale: "Decisions may be some seconds behind.",
    gone: "This is not there any more: the ring or account is unknown to the publication served now.",
    other: (said: string) => said || "It was refused.",
  },
  published: (at: string) => `published ${at}`,
};

export function num(n: number): string {
  return n.toLocaleString("en");
}
export function day(at: number | string | null): string {
  return at === null ? "–" : new Date(at).toISOString().slice(0, 10);
}

const PLURALS: Record<string, string> = { ip: "IP addresses", asn: "ASNs", address: "addresses", bin: "BINs", email: "e-mails" };
const NAMES: Record<string, string> = { ip: "IP address", asn: "ASN", bin: "BIN", email: "e-mail" };
/** A kind of value as people call it. */
export function kindly(kind: string): string {
  return NAMES[kind] ?? kind.replaceAll("_", " ");
}
export function many(kind: string, n: number): string {
  return `${num(n)} ${n === 1 ? kindly(kind) : (PLURALS[kind] ?? `${kindly(kind)}s`)}`;
}
/** A value as it is named: its kind, then its label, unless the label says the kind itself. */
export function titled(kind: string, label: string | null): [string, string] {
  const name = kindly(kind);
  return label === null ? [name, ""] : label.startsWith(kind) || label.startsWith(name) ? ["", label] : [name, label];
}
