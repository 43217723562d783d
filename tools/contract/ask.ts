// Asks a live service by types that were generated from the contract: node built/ask.js URL KEY ACCOUNT
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";

declare const process: { argv: string[]; exit(code: number): never };

const [url, key, account] = process.argv.slice(2);
if (!url || !key || !account) throw new Error("usage: ask.js URL KEY ACCOUNT");
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

const one = await client.GET("/v1/accounts/{account_id}", { params: { path: { account_id: account } } });
if (!one.data) throw new Error(JSON.stringify(one.error));
const tier: components["schemas"]["Tier"] | null | undefined = one.data.tier;

const whole = await client.GET("/v1/accounts/{account_id}", {
  params: { path: { account_id: account }, query: { expand: "ring" } },
});
if (!whole.data || !("full_ring" in whole.data)) throw new Error(JSON.stringify(whole.error ?? whole.data));
const ring: components["schemas"]["Ring"] | null = whole.data.full_ring;

const many = await client.POST("/v1/accounts/lookup", { body: { account_ids: [account, "never-seen"] } });
if (!many.data) throw new Error(JSON.stringify(many.error));

const gone = await client.GET("/v1/rings/{ring_id}", { params: { path: { ring_id: "R-NONE" } } });
const said = {
  account: one.data.account_id,
  known: one.data.known,
  tier: tier ?? null,
  ring: one.data.ring ?? null,
  whole: ring?.ring_id ?? null,
  many: many.data.items.map((each) => each.known),
  refused: gone.response.status,
};
console.log(JSON.stringify(said));
