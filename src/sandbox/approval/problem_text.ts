import type { ApprovalProblem } from "./ticket.ts";

/** A headline and a sentence. */
export interface ProblemText {
  /** The headline. */
  readonly title: string;
  /** The sentence below it. */
  readonly detail: string;
}

/** What a page says when its answer approves nothing, but for a key that is missing or wrong. */
export function problemText(
  problem: Exclude<ApprovalProblem, "no-key" | "wrong-key">,
): ProblemText {
  switch (problem) {
    case "foreign":
      return {
        title: "This answer came from another page",
        detail: "Only the sandbox's own page can approve this. Start again in the app.",
      };
    case "over":
      return {
        title: "This login is over",
        detail: "It was answered before, or it is too old. Start it again in the app.",
      };
    case "other-browser":
      return {
        title: "This page was opened in another browser",
        detail: "Only the browser that opened it can answer. Start again in the app.",
      };
  }
}
