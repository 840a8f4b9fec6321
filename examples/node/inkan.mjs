// Verifies session tokens of Inkan: copy this file into your service.
import { createLocalJWKSet, jwtVerify } from "jose";

export const PAUSE = 5; // seconds between two requests to Inkan at least, whatever tokens come
const TIMEOUT = 2; // seconds that a request to Inkan may take
const LEEWAY = 5; // seconds that the clocks of Inkan and this service may differ
const FRESH = 300; // seconds that a JWK Set without max-age is fresh

/** The claims of a token that holds; throws an error of jose, or NoKeys. */
export async function verify(token, keys, audience, issuer) {
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["RS256", "ES256", "EdDSA"],
    audience,
    issuer,
    clockTolerance: LEEWAY,
    // session_id tells a session token from the other tokens signed with the same keys.
    requiredClaims: ["exp", "iat", "sub", "session_id"],
  });
  return payload;
}

/** No JWK Set could be fetched since the start: an outage, not a bad token. */
export class NoKeys extends Error {}

/** The cached JWK Set. It goes on with the last good set when Inkan does not answer. */
export function cachedKeys(url) {
  let find, kids = new Set(), asked = -Infinity, freshUntil = -Infinity, asking;

  async function ask() {
    const start = now();
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT * 1000) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const set = await answer.json();
      find = createLocalJWKSet(set);
      kids = new Set(set.keys.map((key) => key.kid));
      const age = /max-age=(\d+)/.exec(answer.headers.get("Cache-Control") ?? "");
      freshUntil = start + (age ? Number(age[1]) : FRESH);
    } catch (problem) {
      console.error("no JWK Set, going on with the last one:", problem.message);
    } finally {
      asked = now();
      asking = undefined;
    }
  }

  return async (header) => {
    const known = kids.has(header.kid);
    const due = now() >= asked + PAUSE && (now() >= freshUntil || !known);
    // Only who cannot go on without the answer waits for a request that is under way.
    if (due && !(asking && known)) await (asking ??= ask());
    if (!find) throw new NoKeys();
    return find(header);
  };
}

const now = () => performance.now() / 1000;
