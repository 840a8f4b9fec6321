// Verifies a session token of Inkan with jose: verify.mjs TOKEN JWKS_URL [AUDIENCE]
// Prints the claims, or the reason on standard error and exits 1.
import { createRemoteJWKSet, jwtVerify } from "jose";

const [token, jwksUrl, audience] = process.argv.slice(2);
if (!token || !jwksUrl) {
  console.error("usage: verify.mjs TOKEN JWKS_URL [AUDIENCE]");
  process.exit(1);
}
try {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ["RS256"],
    audience,
    // session_id tells a session token from the other tokens signed with the same keys.
    requiredClaims: ["exp", "iat", "sub", "session_id"],
  });
  console.log(JSON.stringify(payload, null, 2));
} catch (refusal) {
  console.error(`refused: ${refusal.message}`);
  process.exit(1);
}
