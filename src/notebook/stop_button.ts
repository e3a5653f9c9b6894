/** The stop button of Jupyter. */

import { isKernel } from "../kernel.ts";

/** A stop button that is listened to. */
export interface StopButton extends Disposable {
  /** Resolves when it is pressed; never outside a kernel. */
  readonly pressed: Promise<"pressed">;
}

/**
 * Listens to Jupyter's stop button until it is disposed of. Jupyter sends the kernel an interrupt, of which
 * Deno's dies, with everything that the cells made; not while somebody listens.
 */
export function stopButton(): StopButton {
  const { promise: pressed, resolve } = Promise.withResolvers<"pressed">();
  const press = (): void => resolve("pressed");
  const isHeard = isKernel();
  if (isHeard) Deno.addSignalListener("SIGINT", press);
  return {
    pressed,
    [Symbol.dispose](): void {
      if (isHeard) Deno.removeSignalListener("SIGINT", press);
    },
  };
}
