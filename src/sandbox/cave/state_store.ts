import type { World } from "../world.ts";

/** What the CAVE services of one sandbox keep. */
export interface CaveState {
  /** Stored states, by id. */
  readonly states: Map<bigint, string>;
  /** Stored segment properties, by id. */
  readonly properties: Map<bigint, string>;
  /** What a token's owner called it, and its number, by token. */
  readonly tokens: Map<string, { readonly id: number; readonly description: string | null }>;
  /** The last id of a state: beyond what a number holds, as the real ones may be. */
  lastState: bigint;
  /** The last number of a token. */
  lastToken: number;
}

const byWorld = new WeakMap<World, CaveState>();

/** What a sandbox's CAVE services keep. */
export function caveState(world: World): CaveState {
  let state = byWorld.get(world);
  if (state === undefined) {
    state = {
      states: new Map(),
      properties: new Map(),
      tokens: new Map(),
      lastState: 5123456789012345600n,
      lastToken: 0,
    };
    byWorld.set(world, state);
  }
  return state;
}
