/** What an endpoint must be given to be activated, and what follows from it. */

/**
 * Until when an activation must last.
 *
 * @category Collections
 */
export interface ActiveUntilOptions {
  /**
   * Whether the time is counted from now; else it is in seconds since 1970.
   *
   * @default {true}
   */
  readonly relativeTime?: boolean | undefined;
}

/**
 * What the service says of an endpoint's activation.
 *
 * @category Collections
 */
export interface ActivationRequirementsFacts {
  /** Always `activation_requirements`. */
  readonly DATA_TYPE?: "activation_requirements" | undefined;
  /** Whether it is activated. */
  readonly activated: boolean;
  /** For how many seconds yet; -1 for ever. */
  readonly expires_in: number;
  /** Whether the service may activate it by itself. */
  readonly auto_activation_supported: boolean;
  /** The OAuth server that activates it, where there is one. */
  readonly oauth_server?: string | null | undefined;
  /** What it wants, field by field. */
  readonly DATA: readonly { readonly type?: string | undefined; readonly [key: string]: unknown }[];
  /** What else the service sends. */
  readonly [key: string]: unknown;
}

/**
 * The requirements document. What keyferry adds is not enumerable, so that the document still prints
 * and serialises as the service sent it.
 *
 * @category Collections
 */
export interface ActivationRequirementsDocument extends ActivationRequirementsFacts {
  /** When the activation ends, in seconds since 1970; `null` if it never does. */
  readonly expiresAt: number | null;
  /** Whether the activation never ends. */
  readonly alwaysActivated: boolean;
  /** Whether the service may activate it by itself. */
  readonly supportsAutoActivation: boolean;
  /** Whether a person may activate it in a browser. */
  readonly supportsWebActivation: boolean;
  /**
   * Whether it is activated, and stays so until a time.
   *
   * @param seconds The time, in seconds from now.
   * @param options `relativeTime: false` for seconds since 1970.
   */
  activeUntil(seconds: number, options?: ActiveUntilOptions): boolean;
}

/**
 * Adds to a requirements document what follows from it.
 *
 * @param facts The document; it is changed in place.
 * @param now The clock, in milliseconds since 1970.
 */
export function activationRequirements(
  facts: ActivationRequirementsFacts,
  now: () => number,
): ActivationRequirementsDocument {
  const always = facts.expires_in === -1;
  const seconds = (): number => now() / 1000;
  // Fixed here: the service counted from when it answered.
  const expiresAt = always ? null : Math.trunc(seconds() + facts.expires_in);
  const auto = facts.auto_activation_supported;
  const proxies = (facts.DATA ?? []).some(({ type }) => {
    return type === "myproxy" || type === "delegate_myproxy";
  });
  const added = {
    expiresAt,
    alwaysActivated: always,
    supportsAutoActivation: auto,
    supportsWebActivation: auto || (facts.oauth_server ?? null) !== null || proxies,
    activeUntil: (time: number, { relativeTime = true }: ActiveUntilOptions = {}): boolean => {
      if (!facts.activated) return false;
      if (expiresAt === null) return true;
      return (relativeTime ? seconds() + time : time) < expiresAt;
    },
  };
  for (const [name, value] of Object.entries(added)) {
    Object.defineProperty(facts, name, { value, enumerable: false });
  }
  return facts as ActivationRequirementsDocument;
}
