/**
 * An address of this machine where nothing listens: its port is none of those that a system gives to whoever
 * asks for any, as tests do that run beside it.
 */
export function closedPort(): string {
  const port = 10_000 + Math.floor(20_000 * Math.random());
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return closedPort();
    throw error;
  }
  return `127.0.0.1:${port}`;
}
