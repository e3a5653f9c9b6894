/** `keyferry completions` */

import { Command, EnumType } from "@cliffy/command";
import type { CompletedCommand } from "./tree.ts";
import type { Act, AnyCommand, Globals, Io, Job } from "../terminal/job.ts";
import { answered } from "../terminal/job.ts";
import type { CommonOptions } from "../surroundings.ts";

/** The shells there are completions for. */
const shells: Shell[] = ["bash", "zsh", "fish"];

/** A shell that completes keyferry's words. */
export type Shell = "bash" | "zsh" | "fish";

/** The options and arguments of `completions`. */
export interface CompletionsOptions extends CommonOptions {
  /** The shell. */
  readonly shell: Shell;
  /** What there is to complete. */
  readonly tree: () => Promise<AnyCommand>;
}

/** What `completions --json` prints. */
export interface CompletionsJson {
  /** The shell. */
  readonly shell: Shell;
  /** The script for it. */
  readonly script: string;
}

/**
 * Prints the script with which a shell completes keyferry's commands.
 *
 * @param options See {@linkcode CompletionsOptions}.
 * @param io Where to print.
 */
export async function completions(
  { shell, tree, json }: CompletionsOptions,
  io: Io,
): Promise<number> {
  const { completionTree } = await import("./tree.ts");
  const script = (await generatorOf(shell))(completionTree(await tree()));
  return answered({ shell, script } satisfies CompletionsJson, script, { json }, io);
}

async function generatorOf(
  shell: CompletionsOptions["shell"],
): Promise<(tree: readonly CompletedCommand[]) => string> {
  switch (shell) {
    case "bash":
      return (await import("./bash.ts")).bashCompletions;
    case "zsh":
      return (await import("./zsh.ts")).zshCompletions;
    case "fish":
      return (await import("./fish.ts")).fishCompletions;
  }
}

const completionsJob: Job<CompletionsOptions> = {
  run: completions,
  needs: () => Promise.resolve({ needed: [] }),
};

/**
 * The command line of {@linkcode completions}.
 *
 * @param act Takes the command that was read.
 * @param tree What there is to complete.
 */
export function completionsCommand(act: Act, tree: () => Promise<AnyCommand>): AnyCommand {
  return new Command<Globals>()
    .type("shell", new EnumType(shells))
    .description(
      "Print the script with which a shell completes keyferry's commands.\n\n--json prints {shell, script}.",
    )
    .arguments("<shell:shell>", ["Which shell."])
    .example("In ~/.bashrc", "source <(keyferry completions bash)")
    .example("In ~/.zshrc", "source <(keyferry completions zsh)")
    .example("In ~/.config/fish/config.fish", "keyferry completions fish | source")
    .action((options: CommonOptions, shell: CompletionsOptions["shell"]) =>
      act(completionsJob, { ...options, shell, tree })
    );
}
