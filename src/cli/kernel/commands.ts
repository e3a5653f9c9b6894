/** `keyferry kernel` */

import { group } from "../words/group.ts";
import type { Act, AnyCommand } from "../terminal/job.ts";
import { kernelDoctorCommand } from "./doctor.ts";
import { kernelInstallCommand } from "./install.ts";

/**
 * The commands about notebooks' kernels.
 *
 * @param act Takes the command that was read.
 */
export function kernelCommands(act: Act): AnyCommand {
  return group("Jupyter: the kernel that notebooks run in.", {
    install: kernelInstallCommand(act),
    doctor: kernelDoctorCommand(act),
  });
}
