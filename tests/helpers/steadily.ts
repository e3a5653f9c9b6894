/**
 * Plays what depends on a short time, and plays it again where it failed while this process stood still for
 * longer than it can bear: a busy machine stops a process for seconds, and what was late then proves nothing.
 *
 * @param bearableMs How long the process may stand still, in milliseconds.
 * @param play What is played; it makes all that it needs itself, each time.
 */
export async function steadily(bearableMs: number, play: () => Promise<void>): Promise<void> {
  const beatMs = 5;
  for (let left = 4;; left--) {
    let [last, longest] = [performance.now(), 0];
    const beat = (): void => {
      const now = performance.now();
      longest = Math.max(longest, now - last - beatMs);
      last = now;
    };
    const beats = setInterval(beat, beatMs);
    try {
      return await play();
    } catch (error) {
      beat();
      if (left === 0 || longest <= bearableMs) throw error;
    } finally {
      clearInterval(beats);
    }
  }
}
