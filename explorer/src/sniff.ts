/** What a text looks like that nobody said the kind of: raw values must not be taken for an id, which stands in an address. */

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/, IPV6 = /^(?=.*:.*:)[0-9a-f:.]+$/i;

/** The kind to search for; null for what may be the id of an account or a ring. */
export function sniff(text: string): "email" | "ip" | "subnet" | "phone" | "card" | null {
  const [address, size] = text.split("/");
  if (text.includes("@")) return "email";
  if (IPV4.test(address ?? "") || IPV6.test(address ?? "")) return size === undefined ? "ip" : "subnet";
  const digits = text.replace(/[\s().-]/g, "");
  if (/^\+\d{6,15}$/.test(digits)) return "phone";
  return /^\d{13,19}$/.test(digits) && luhn(digits) ? "card" : null;
}

/** The check digit of card numbers. */
function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((all, each, at) => {
    const n = Number(each) * (at % 2 ? 2 : 1);
    return all + (n > 9 ? n - 9 : n);
  }, 0);
  return sum % 10 === 0;
}
